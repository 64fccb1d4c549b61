import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useMemo, useState, type KeyboardEvent } from 'react';
import {
  rivalsOf,
  SCREEN_COMMANDS,
  screenCommand,
  shortcutOf,
  shortcutsOf,
  useCommandRegistry,
  writeShortcut,
  type Command,
  type ScreenCommandId,
} from '../../../lib/commands/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { changeSettings, useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/index.ts';

/** Every shortcut there is, to be changed by pressing another. */
export function Shortcuts() {
  const registered = useCommandRegistry((state) => state.commands);
  const own = useSettings((state) => state.shortcuts);
  const commands = useMemo(() => allCommands(registered), [registered]);
  const [recording, setRecording] = useState<string | null>(null);
  const [conflict, setConflict] = useState<{ command: Command; shortcut: string; rivals: Command[] } | null>(
    null,
  );
  const give = (id: string, shortcut: string, from: readonly Command[] = []): void => {
    const taken = Object.fromEntries(from.map((rival) => [rival.id, '']));
    changeSettings({ shortcuts: { ...own, ...taken, [id]: shortcut } });
    setRecording(null);
    setConflict(null);
  };
  const reset = (id: string): void => {
    const { [id]: _, ...rest } = own;
    changeSettings({ shortcuts: rest });
  };
  const record = (command: Command, event: KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setRecording(null);
      setConflict(null);
      return;
    }
    if (event.key === 'Backspace' || event.key === 'Delete') return give(command.id, '');
    const shortcut = shortcutOf(event.nativeEvent);
    if (shortcut === null) return;
    const rivals = rivalsOf(command, shortcut, commands, own);
    if (rivals.length === 0) return give(command.id, shortcut);
    setRecording(null);
    setConflict({ command, shortcut, rivals });
  };
  return (
    <section className="stack" aria-label={t('settings.shortcuts')}>
      <div className="row">
        <h2>{t('settings.shortcuts')}</h2>
        {Object.keys(own).length > 0 && (
          <Button
            kind="quiet"
            onClick={() => changeSettings({ shortcuts: {} })}
            data-testid="shortcuts-reset"
          >
            {t('shortcuts.resetAll')}
          </Button>
        )}
      </div>
      <p className="muted small">{t('settings.shortcutsText')}</p>
      <table className="shortcuts" data-testid="shortcuts">
        <tbody>
          {commands.map((command) => (
            <tr key={command.id} data-testid={`shortcut-${command.id}`}>
              <td className="muted">{command.group}</td>
              <th scope="row">{command.title}</th>
              <td>
                <button
                  type="button"
                  className="shortcut"
                  onClick={() => {
                    setConflict(null);
                    setRecording(command.id);
                  }}
                  onBlur={() => recording === command.id && setRecording(null)}
                  onKeyDown={(event) => recording === command.id && record(command, event)}
                >
                  {recording === command.id ? (
                    <span className="muted">{t('shortcuts.press')}</span>
                  ) : (
                    <Keys shortcuts={shortcutsOf(command, own)} />
                  )}
                  <span className="visually-hidden">{t('shortcuts.change', { command: command.title })}</span>
                </button>
                {command.id in own && (
                  <IconButton
                    icon={RotateCcw}
                    label={t('shortcuts.reset', { command: command.title })}
                    onClick={() => reset(command.id)}
                  />
                )}
              </td>
              <td>
                {conflict?.command.id === command.id && (
                  <span className="row small" role="alert">
                    <span className="warn">
                      {t('shortcuts.taken', {
                        shortcut: writeShortcut(conflict.shortcut),
                        other: conflict.rivals[0]!.title,
                      })}
                    </span>
                    <Button
                      kind="quiet"
                      onClick={() => give(command.id, conflict.shortcut, conflict.rivals)}
                      data-testid="shortcut-take"
                    >
                      {t('shortcuts.take')}
                    </Button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Keys({ shortcuts }: { shortcuts: readonly string[] }) {
  if (shortcuts.length === 0) return <span className="faint">{t('shortcuts.none')}</span>;
  return shortcuts.map((shortcut) => <kbd key={shortcut}>{writeShortcut(shortcut)}</kbd>);
}

/** Those of the frame, as they are registered, and those of all screens, shown or not. */
function allCommands(registered: readonly Command[]): Command[] {
  const byId = new Map<string, Command>();
  for (const command of registered) {
    const isListed = command.shortcuts?.length && !command.unlisted;
    if (isListed && !(command.id in SCREEN_COMMANDS)) byId.set(command.id, byId.get(command.id) ?? command);
  }
  for (const id of Object.keys(SCREEN_COMMANDS) as ScreenCommandId[])
    byId.set(
      id,
      screenCommand(id, () => {}),
    );
  return [...byId.values()].toSorted((a, b) => a.group.localeCompare(b.group));
}

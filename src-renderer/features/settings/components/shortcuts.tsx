import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useMemo, useState, type KeyboardEvent } from 'react';
import {
  keeperOf,
  rivalsOf,
  SCREEN_COMMANDS,
  screenCommand,
  shortcutOf,
  shortcutsOf,
  useCommandRegistry,
  writeShortcut,
  type Command,
  type Keeper,
  type OwnShortcuts,
  type ScreenCommandId,
} from '../../../lib/commands/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { changeSettings, useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/index.ts';

/** Why a command does not have a shortcut yet: others have it, or nobody can. */
interface Problem {
  readonly command: Command;
  readonly shortcut: string;
  readonly keeper: Keeper | null;
  readonly rivals: readonly Command[];
  /** Its default ones were wanted back. */
  readonly isReset: boolean;
}

/** Every shortcut there is, to be changed by pressing another. */
export function Shortcuts() {
  const registered = useCommandRegistry((state) => state.commands);
  const own = useSettings((state) => state.shortcuts);
  const commands = useMemo(() => allCommands(registered, own), [registered, own]);
  const [recording, setRecording] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (shortcuts: OwnShortcuts): void => {
    changeSettings({ shortcuts });
    setRecording(null);
    setProblem(null);
  };
  const give = ({ id }: Command, shortcut: string, from: readonly Command[] = []): void =>
    change({ ...own, ...noneOf(from), [id]: shortcut });
  const reset = (command: Command, from?: readonly Command[]): void => {
    const { [command.id]: _, ...rest } = own;
    const defaults = command.shortcuts ?? [];
    const rivals = defaults.flatMap((shortcut) => rivalsOf(command, shortcut, hasShortcut(registered), rest));
    if (rivals.length === 0 || from) return change({ ...rest, ...noneOf(from ?? []) });
    setProblem({ command, shortcut: defaults[0]!, keeper: null, rivals, isReset: true });
  };
  const record = (command: Command, event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setRecording(null);
      setProblem(null);
      return;
    }
    if (event.key === 'Backspace' || event.key === 'Delete') return give(command, '');
    const shortcut = shortcutOf(event.nativeEvent);
    if (shortcut === null) return;
    const keeper = keeperOf(shortcut, { host: window.sluice ? 'electron' : 'browser' });
    const rivals = keeper ? [] : rivalsOf(command, shortcut, hasShortcut(registered), own);
    if (keeper === null && rivals.length === 0) return give(command, shortcut);
    // What nobody can have is no answer: another one may be pressed at once.
    if (keeper === null) setRecording(null);
    setProblem({ command, shortcut, keeper, rivals, isReset: false });
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
                    setProblem(null);
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
                    onClick={() => reset(command)}
                  />
                )}
              </td>
              <td>
                {problem?.command.id === command.id && (
                  <ProblemLine
                    problem={problem}
                    onTake={() =>
                      problem.isReset
                        ? reset(command, problem.rivals)
                        : give(command, problem.shortcut, problem.rivals)
                    }
                  />
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

function ProblemLine({ problem, onTake }: { problem: Problem; onTake: () => void }) {
  const { keeper, rivals } = problem;
  const shortcut = writeShortcut(problem.shortcut);
  return (
    <span className="row small" role="alert">
      <span className="warn">
        {keeper
          ? t(keeper === 'page' ? 'shortcuts.ofPage' : 'shortcuts.ofBrowser', { shortcut })
          : t('shortcuts.taken', { shortcut, other: rivals.map(({ title }) => title).join(', ') })}
      </span>
      {!keeper && (
        <Button kind="quiet" onClick={onTake} data-testid="shortcut-take">
          {t('shortcuts.take')}
        </Button>
      )}
    </span>
  );
}

function noneOf(commands: readonly Command[]): OwnShortcuts {
  return Object.fromEntries(commands.map(({ id }) => [id, '']));
}

/** All that a key may mean: those of the frame, as they are registered, and those of all screens, shown or not. */
function hasShortcut(registered: readonly Command[]): Command[] {
  const byId = new Map<string, Command>();
  for (const command of registered)
    if (command.shortcuts?.length && !(command.id in SCREEN_COMMANDS))
      byId.set(command.id, byId.get(command.id) ?? command);
  for (const id of Object.keys(SCREEN_COMMANDS) as ScreenCommandId[])
    byId.set(
      id,
      screenCommand(id, () => {}),
    );
  return [...byId.values()];
}

/** Those that are listed; of a family of which one stands for all, those that were changed as well. */
function allCommands(registered: readonly Command[], own: OwnShortcuts): Command[] {
  return hasShortcut(registered)
    .filter(({ unlisted, id }) => !unlisted || id in own)
    .toSorted((a, b) => a.group.localeCompare(b.group));
}

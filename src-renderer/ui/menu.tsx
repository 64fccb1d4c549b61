import { ContextMenu as BaseContext } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import Check from 'lucide-react/icons/check';
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useOffer, type Offered } from '../lib/commands/index.ts';
import { useReadOnly } from '../lib/connections.ts';
import { t } from '../lib/i18n/index.ts';
import type { IconType } from './icon.ts';

/** An entry of a menu; `null` draws a line between groups. */
export type MenuEntry = MenuAction | null;

export interface MenuAction {
  id: string;
  label: string;
  icon?: IconType;
  /** In the icon's place. */
  mark?: ReactNode;
  /** Muted, behind the label. */
  note?: string;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** It changes the cluster: on a read-only connection it is disabled and says why. */
  writes?: boolean;
  /** Given, the entry is a check mark that is on or off. */
  checked?: boolean;
  run: () => void;
}

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  const readOnly = useReadOnly();
  return entries.map((given, index) => {
    if (!given) return <Base.Separator key={`line-${index}`} className="menu-line" />;
    const refused = readOnly && given.writes === true;
    const entry = refused ? { ...given, disabled: true, note: t('cluster.readOnly') } : given;
    const { icon: Icon } = entry;
    const body: ReactNode = (
      <>
        <span className="menu-check">
          {entry.checked ? (
            <Check size={12} aria-hidden />
          ) : Icon ? (
            <Icon size={14} aria-hidden />
          ) : (
            (entry.mark ?? null)
          )}
        </span>
        <span className="grow">
          {entry.label}
          {entry.note !== undefined && ' '}
          {entry.note !== undefined && <span className="menu-note">{entry.note}</span>}
        </span>
        {entry.shortcut && <kbd>{entry.shortcut}</kbd>}
      </>
    );
    if (entry.checked !== undefined) {
      return (
        <Base.CheckboxItem
          key={entry.id}
          className="menu-item"
          checked={entry.checked}
          disabled={entry.disabled}
          onCheckedChange={entry.run}
          data-testid={`entry-${entry.id}`}
        >
          {body}
        </Base.CheckboxItem>
      );
    }
    return (
      <Base.Item
        key={entry.id}
        className={`menu-item ${entry.danger ? 'danger' : ''}`}
        disabled={entry.disabled}
        onClick={entry.run}
        data-testid={`entry-${entry.id}`}
      >
        {body}
      </Base.Item>
    );
  });
}

/** As the palette offers them; `of` says whose they are, where their names do not. */
export function offeredEntries(entries: readonly MenuEntry[], of?: string): Offered[] {
  return entries.flatMap((entry) => {
    if (!entry || entry.disabled) return [];
    const { label, run, writes } = entry;
    return [
      { title: of === undefined ? label : t('palette.ofGroup', { group: of, name: label }), run, writes },
    ];
  });
}

/** A button that opens a menu. */
export function Menu({
  trigger,
  entries,
  label,
  align = 'start',
}: {
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  label: string;
  align?: 'start' | 'end';
}) {
  const button = useRef<HTMLButtonElement>(null);
  useOffer(
    () => button.current,
    () => offeredEntries(entries, label === t('action.more') ? undefined : label),
  );
  return (
    <Base.Root modal={false}>
      <Base.Trigger ref={button} render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="float">
          <Base.Popup className="menu" aria-label={label}>
            <Entries entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/**
 * The right button (or the menu key) on `children` opens a menu; with no entries the browser keeps its own. It stands where
 * the pointer was, which means nothing any more when the window has another size: it closes then.
 */
export function ContextMenu({
  entries,
  label,
  children,
}: {
  entries: readonly MenuEntry[];
  label: string;
  children: ReactElement;
}) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return undefined;
    const close = (): void => setOpen(false);
    addEventListener('resize', close);
    return () => removeEventListener('resize', close);
  }, [open]);
  return (
    <BaseContext.Root open={open} onOpenChange={setOpen}>
      <BaseContext.Trigger render={children} />
      {entries.length > 0 && (
        <BaseContext.Portal>
          <BaseContext.Positioner className="float">
            <BaseContext.Popup className="menu" aria-label={label}>
              <Entries entries={entries} />
            </BaseContext.Popup>
          </BaseContext.Positioner>
        </BaseContext.Portal>
      )}
    </BaseContext.Root>
  );
}

import { Select as Base } from '@base-ui/react/select';
import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { useRef, type ReactNode } from 'react';
import { useOffer } from '../lib/commands/index.ts';
import { t } from '../lib/i18n/index.ts';

export interface Option<V extends string> {
  value: V;
  label: string;
  /** A second, quieter line. */
  note?: ReactNode;
}

/** Longer lists are names of things, not choices of what to do. */
const OFFERED_MAX = 24;

/** One of a list. The label is shown before the value in the same control unless hidden. */
export function Select<V extends string>({
  label,
  hideLabel,
  value,
  options,
  onChange,
  disabled,
  testId,
}: {
  label: string;
  hideLabel?: boolean;
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  disabled?: boolean;
  testId?: string;
}) {
  const trigger = useRef<HTMLButtonElement>(null);
  useOffer(
    () => trigger.current,
    () =>
      disabled || options.length > OFFERED_MAX
        ? []
        : options
            .filter((option) => option.value !== value)
            .map((option) => ({
              title: t('palette.ofGroup', { group: label, name: option.label }),
              run: () => onChange(option.value),
            })),
  );
  return (
    <Base.Root
      items={options as { label: ReactNode; value: V }[]}
      value={value}
      disabled={disabled}
      modal={false}
      onValueChange={(next) => next !== null && onChange(next as V)}
    >
      <Base.Trigger ref={trigger} className="select" aria-label={label} data-testid={testId}>
        {!hideLabel && <span className="select-label">{label}</span>}
        <Base.Value className="select-value" />
        <Base.Icon className="select-icon">
          <ChevronDown size={12} aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" alignItemWithTrigger={false} className="float">
          <Base.Popup className="menu select-popup">
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className="menu-item">
                  <span className="menu-check">
                    <Base.ItemIndicator>
                      <Check size={12} aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.note && <span className="menu-note">{option.note}</span>}
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

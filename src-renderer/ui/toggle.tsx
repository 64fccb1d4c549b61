import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import Check from 'lucide-react/icons/check';
import type { KeyboardEvent, ReactNode } from 'react';

/** A key with Ctrl or ⌘ is a shortcut of the screen: Ctrl+Enter sends, also from the box that was ticked last. */
function leaveShortcuts(event: KeyboardEvent & { preventBaseUIHandler(): void }): void {
  if (event.ctrlKey || event.metaKey) event.preventBaseUIHandler();
}

interface ToggleProps {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  testId?: string;
}

/** A choice that waits for a button ("Create", "Send"). */
export function Checkbox({ label, checked, onChange, disabled, testId }: ToggleProps) {
  return (
    <label className="toggle">
      <BaseCheckbox.Root
        className="checkbox"
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        onKeyDown={leaveShortcuts}
        data-testid={testId}
      >
        <BaseCheckbox.Indicator>
          <Check size={12} strokeWidth={3} aria-hidden />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      {label}
    </label>
  );
}

/** A choice that acts at once. */
export function Switch({ label, checked, onChange, disabled, testId }: ToggleProps) {
  return (
    <label className="toggle">
      <BaseSwitch.Root
        className="switch"
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        onKeyDown={leaveShortcuts}
        data-testid={testId}
      >
        <BaseSwitch.Thumb className="switch-thumb" />
      </BaseSwitch.Root>
      {label}
    </label>
  );
}

/** One of two to five, all visible; arrow keys move. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  onChange,
  testId,
}: {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  testId?: string;
}) {
  return (
    <RadioGroup
      className="segmented"
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as V)}
      data-testid={testId}
    >
      {options.map((option) => (
        <label key={option.value} className="segment" data-on={option.value === value || undefined}>
          <Radio.Root value={option.value} className="segment-radio" onKeyDown={leaveShortcuts} />
          {option.label}
        </label>
      ))}
    </RadioGroup>
  );
}

import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import { useId, useRef, type CSSProperties, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';
import { t } from '../lib/i18n/index.ts';

export interface TextFieldProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'onChange' | 'value' | 'size'
> {
  /** Named for everyone; `hideLabel` leaves the name to the screen reader only. */
  label: string;
  hideLabel?: boolean;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with the value, in a sentence; null when nothing is. */
  error?: string | null;
  hint?: ReactNode;
  mono?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** One line of text with its label, hint and error in place. */
export function TextField({
  label,
  hideLabel,
  value,
  onChange,
  error,
  hint,
  mono,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  return (
    <div className={`field ${className ?? ''}`}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : undefined}>
        {label}
      </label>
      <input
        id={id}
        spellCheck={false}
        autoComplete="off"
        {...rest}
        className={`input ${mono ? 'mono' : ''}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
      />
      {(error || hint) && (
        <div id={`${id}-note`} className={error ? 'field-error' : 'field-hint'}>
          {error ?? hint}
        </div>
      )}
    </div>
  );
}

/** Filter as you type; Escape empties it first and only then leaves. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  width = 220,
  ref,
  ...rest
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  width?: number;
  ref?: Ref<HTMLInputElement>;
  'data-testid'?: string;
}) {
  const own = useRef<HTMLInputElement>(null);
  return (
    <div className="search" style={{ '--search-width': `${width}px` } as CSSProperties}>
      <Search size={14} aria-hidden />
      <input
        {...rest}
        ref={ref ?? own}
        type="text"
        role="searchbox"
        className="input"
        aria-label={label}
        placeholder={placeholder ?? label}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !value) return;
          event.stopPropagation();
          onChange('');
        }}
      />
      {value && (
        <button
          type="button"
          className="search-clear"
          aria-label={t('action.clear')}
          onClick={() => onChange('')}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </div>
  );
}

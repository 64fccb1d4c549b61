import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Tip } from './tooltip.tsx';
import type { IconType } from './icon.ts';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'default' | 'primary' | 'danger' | 'quiet';
  icon?: IconType;
  /** The shortcut that does the same, as text already written for the platform. */
  shortcut?: string;
  /** At work: stays focusable, does nothing, and says so. */
  busy?: boolean;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with a word on it. Exactly one per view should be `primary`. */
export function Button({
  kind = 'default',
  icon: Icon,
  shortcut,
  busy,
  children,
  className,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`btn ${kind} ${className ?? ''}`}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : rest.onClick}
    >
      {Icon && <Icon size={14} aria-hidden />}
      {children}
      {shortcut && <kbd>{shortcut}</kbd>}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  icon: IconType;
  /** The accessible name, shown on hover. */
  label: string;
  shortcut?: string;
  pressed?: boolean;
  size?: number;
  tipSide?: 'top' | 'right' | 'bottom' | 'left';
  ref?: Ref<HTMLButtonElement>;
}

/** A button with an icon alone; its name is in the hover and for the screen reader. */
export function IconButton({
  icon: Icon,
  label,
  shortcut,
  pressed,
  size = 15,
  tipSide,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tip text={shortcut ? `${label}  ${shortcut}` : label} side={tipSide}>
      <button
        type="button"
        {...rest}
        className={`icon-btn ${className ?? ''}`}
        aria-label={label}
        aria-pressed={pressed}
      >
        <Icon size={size} aria-hidden />
      </button>
    </Tip>
  );
}

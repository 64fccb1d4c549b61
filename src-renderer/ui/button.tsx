import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { useReadOnly } from '../lib/connections.ts';
import { t } from '../lib/i18n/index.ts';
import { Tip } from './tooltip.tsx';
import type { IconType } from './icon.ts';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'default' | 'primary' | 'danger' | 'quiet';
  icon?: IconType;
  /** The shortcut that does the same, as text already written for the platform. */
  shortcut?: string;
  /** At work: stays focusable, does nothing, and says so. */
  busy?: boolean;
  /** It changes the cluster: on a read-only connection it is disabled and says why. */
  writes?: boolean;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with a word on it. Exactly one per view should be `primary`. */
export function Button({ writes, ...props }: ButtonProps) {
  return writes ? <WritingButton {...props} /> : <PlainButton {...props} />;
}

function WritingButton(props: Omit<ButtonProps, 'writes'>) {
  const readOnly = useReadOnly();
  return <PlainButton {...props} {...(readOnly && { disabled: true, title: t('cluster.readOnlyText') })} />;
}

function PlainButton({
  kind = 'default',
  icon: Icon,
  shortcut,
  busy,
  children,
  className,
  ...rest
}: Omit<ButtonProps, 'writes'>) {
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
  /** As of a button with a word on it. */
  writes?: boolean;
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
export function IconButton({ writes, ...props }: IconButtonProps) {
  return writes ? <WritingIconButton {...props} /> : <PlainIconButton {...props} />;
}

function WritingIconButton(props: Omit<IconButtonProps, 'writes'>) {
  const readOnly = useReadOnly();
  return (
    <PlainIconButton {...props} {...(readOnly && { disabled: true, title: t('cluster.readOnlyText') })} />
  );
}

function PlainIconButton({
  icon: Icon,
  label,
  shortcut,
  pressed,
  size = 15,
  tipSide,
  className,
  ...rest
}: Omit<IconButtonProps, 'writes'>) {
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

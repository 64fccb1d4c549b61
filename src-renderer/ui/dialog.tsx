import { Dialog as Base } from '@base-ui/react/dialog';
import X from 'lucide-react/icons/x';
import { useContext, useState, type FormEvent, type ReactNode } from 'react';
import type { Failure } from '../lib/failure.ts';
import { withHiddenShown } from '../lib/format/hidden.ts';
import { InFront } from '../lib/in-front.ts';
import { t, tNodes } from '../lib/i18n/index.ts';
import { Button } from './button.tsx';
import { ErrorBlock } from './error-block.tsx';
import { TextField } from './field.tsx';

/**
 * A dialog in front of the page; Escape and the cross close it, the focus returns to where it was. That of a tab which
 * went behind another waits there.
 */
export function Dialog({
  open: wanted,
  onClose,
  title,
  description,
  children,
  width = 460,
  testId,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  width?: number;
  testId?: string;
}) {
  const inFront = useContext(InFront);
  const open = wanted && inFront;
  // Who had the focus gets it back. It is asked before a field of the dialog takes the focus by itself.
  const [opener, setOpener] = useState<Element | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  if (open !== wasOpen) {
    setWasOpen(open);
    if (open) setOpener(document.activeElement);
  }
  const returnFocus = (): HTMLElement | true =>
    opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : true;
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className="dialog" style={{ width }} finalFocus={returnFocus} data-testid={testId}>
          <header className="dialog-head">
            <Base.Title>{title}</Base.Title>
            <Base.Close className="icon-btn" aria-label={t('action.close')}>
              <X size={15} aria-hidden />
            </Base.Close>
          </header>
          {description && <Base.Description className="dialog-text">{description}</Base.Description>}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A dialog that is a form: Enter submits, the failure of the last try stands above the buttons. */
export function FormDialog({
  submitLabel,
  onSubmit,
  failure,
  busy,
  danger,
  disabled,
  actions,
  status,
  children,
  onClose,
  ...dialog
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  width?: number;
  testId?: string;
  submitLabel: string;
  onSubmit: () => void;
  failure?: Failure | null;
  busy?: boolean;
  danger?: boolean;
  disabled?: boolean;
  /** Beside the buttons, at their left. */
  actions?: ReactNode;
  /** Under the fields, always in view. */
  status?: ReactNode;
  children: ReactNode;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (!busy && !disabled) onSubmit();
  };
  return (
    <Dialog {...dialog} onClose={onClose}>
      <form className="dialog-form" onSubmit={submit}>
        <div className="dialog-fields">{children}</div>
        {status}
        {failure && <ErrorBlock failure={failure} />}
        <footer className="dialog-foot">
          {actions && <div className="row dialog-actions">{actions}</div>}
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind={danger ? 'danger' : 'primary'} type="submit" busy={busy} disabled={disabled}>
            {submitLabel}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Before a loss: says what will be gone and asks for the name to be typed. */
export function ConfirmByTyping({
  open,
  onClose,
  title,
  consequence,
  name,
  actionLabel,
  onConfirm,
  failure,
  busy,
  width,
  disabled = false,
  refused = false,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What is lost, in a sentence. */
  consequence: ReactNode;
  /** The exact text to type. */
  name: string;
  actionLabel: string;
  onConfirm: () => void;
  failure?: Failure | null;
  busy?: boolean;
  width?: number;
  disabled?: boolean;
  /** It will not be done, whatever is typed: there is no field for it. */
  refused?: boolean;
  children?: ReactNode;
}) {
  const [typed, setTyped] = useState('');
  // Whatever was typed was typed for that name and that opening only.
  const [typedFor, setTypedFor] = useState('');
  // A name that reads as another one is shown, and may be typed, with the codes of what nobody sees.
  const shown = withHiddenShown(name);
  const now = open ? name : '';
  if (typedFor !== now) {
    setTypedFor(now);
    setTyped('');
  }
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={title}
      description={consequence}
      submitLabel={actionLabel}
      onSubmit={onConfirm}
      failure={failure}
      busy={busy}
      danger
      width={width}
      disabled={disabled || refused || (typed !== name && typed !== shown)}
      testId="confirm-dialog"
    >
      {children}
      {!refused && (
        <TextField
          label={t('confirm.typeName', { name })}
          hint={tNodes('confirm.typed', { name: <code>{shown}</code> })}
          value={typed}
          onChange={setTyped}
          mono
          autoFocus
          data-testid="confirm-name"
        />
      )}
    </FormDialog>
  );
}

import type { ReactNode } from 'react';
import type { Attempt } from '../lib/failure.ts';
import { useAction } from '../lib/use-action.ts';
import { ConfirmByTyping } from './dialog.tsx';

/** Something is about to be lost: its name is typed first, the failure stays in the dialog. */
export function LossDialog({
  name,
  title,
  consequence,
  failed,
  lose,
  onLost,
  onClose,
  typed,
  width,
  disabled,
  refused,
  children,
}: {
  /** Null: closed. */
  name: string | null;
  /** Of the dialog and of its button. */
  title: string;
  consequence: string;
  /** What is said when it did not work. */
  failed: Attempt;
  lose: (name: string) => Promise<unknown>;
  onLost?: (name: string) => void;
  onClose: () => void;
  /** What is typed instead of the name. */
  typed?: string;
  width?: number;
  /** It cannot be done as things are. */
  disabled?: boolean;
  /** It will not be done, whatever is typed: there is no field for it. */
  refused?: boolean;
  /** What would be lost, in detail; above the field. */
  children?: ReactNode;
}) {
  const { run, busy, failure, reset } = useAction(failed, lose, (lost) => {
    onClose();
    onLost?.(lost);
  });
  return (
    <ConfirmByTyping
      open={name !== null}
      onClose={() => {
        reset();
        onClose();
      }}
      title={title}
      consequence={consequence}
      name={name === null ? '' : (typed ?? name)}
      width={width}
      disabled={disabled}
      refused={refused}
      actionLabel={title}
      onConfirm={() => name !== null && run(name)}
      failure={failure}
      busy={busy}
    >
      {children}
    </ConfirmByTyping>
  );
}

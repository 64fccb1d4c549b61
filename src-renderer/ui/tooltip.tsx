import { Tooltip } from '@base-ui/react/tooltip';
import { Popover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { t, type MessageKey } from '../lib/i18n/index.ts';

export type Side = 'top' | 'right' | 'bottom' | 'left';

/** One line on hover or focus of its child, which must be one element that takes a ref. */
export function Tip({
  text,
  side = 'bottom',
  children,
}: {
  text: ReactNode;
  side?: Side;
  children: ReactElement;
}) {
  if (!text) return children;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} className="float">
          <Tooltip.Popup className="tip">{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Kafka's words that are explained wherever they stand. */
export type TermId =
  | 'isr'
  | 'hw'
  | 'lso'
  | 'leo'
  | 'logStart'
  | 'epoch'
  | 'lag'
  | 'behind'
  | 'data'
  | 'control'
  | 'aborted'
  | 'undecided'
  | 'gaps'
  | 'leader'
  | 'replica'
  | 'partition'
  | 'segment'
  | 'tombstone'
  | 'acks'
  | 'committed'
  | 'retention'
  | 'cleanup'
  | 'offset'
  | 'batch'
  | 'bootstrap'
  | 'quorum'
  | 'brokerEpoch'
  | 'elr'
  | 'producerId'
  | 'producerEpoch'
  | 'transactionalId'
  | 'minIsr'
  | 'fenced'
  | 'coordinator'
  | 'recoveryPoint'
  | 'missingOffsets';

/** The two sentences that explain a term. */
export function termText(term: TermId): string {
  return t(`term.${term}` as MessageKey);
}

/** A Kafka term with its two sentences on hover, focus or click, and a way to where it happens. */
export function Term({ id, children, onShow }: { id: TermId; children: ReactNode; onShow?: () => void }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="term" openOnHover delay={250} closeDelay={80}>
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} className="float">
          <Popover.Popup className="popover term-popup">
            <Popover.Description>{termText(id)}</Popover.Description>
            {onShow && (
              <Popover.Close className="link" onClick={onShow}>
                {t('action.showMe')}
              </Popover.Close>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A button that opens a small panel of anything. */
export function PopoverButton({
  trigger,
  children,
  side = 'bottom',
  label,
}: {
  trigger: ReactElement;
  children: ReactNode;
  side?: Side;
  label: string;
}) {
  return (
    <Popover.Root>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner side={side} sideOffset={6} align="start" className="float">
          <Popover.Popup className="popover" aria-label={label}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

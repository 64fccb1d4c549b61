import type { HangingTransaction } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { ErrorBlock, FactList, LossDialog, producerFacts } from '../../../ui/index.ts';
import { useLoss, useTransactionActions } from '../store.ts';

/** Names what an abort takes away and what it sets free, and asks for the producer's name. */
export function AbortDialog({
  transaction: one,
  onClose,
  onAborted,
}: {
  transaction: HangingTransaction;
  onClose: () => void;
  onAborted: () => void;
}) {
  const { value: loss, failure, refresh } = useLoss(one);
  const { abort } = useTransactionActions();
  const name = one.transactionalId ?? String(one.producerId);
  const partition = `${one.topic}-${one.partition}`;
  return (
    <LossDialog
      name={name}
      title={t('abort.title')}
      consequence={t('abort.text', { partition })}
      failed={{ failed: t('abort.failed'), unknown: t('abort.unknown') }}
      lose={() => abort(one)}
      onLost={onAborted}
      onClose={onClose}
      width={560}
      disabled={loss === null}
    >
      <FactList
        facts={[
          { label: t('column.partition'), value: partition },
          ...producerFacts(one),
          { label: t('producers.openSince'), value: formatCount(one.startOffset) },
          {
            label: t('abort.lost'),
            value: (
              <span data-testid="abort-lost">
                {loss === null
                  ? t('plan.waiting')
                  : t(loss.complete ? 'abort.records' : 'abort.recordsAtLeast', {
                      count: loss.records,
                      bytes: formatBytes(loss.sizeBytes),
                    })}
              </span>
            ),
          },
          {
            label: t('abort.written'),
            value:
              loss === null || loss.oldestMs === null
                ? '–'
                : `${formatTime(loss.oldestMs)} – ${formatTime(loss.newestMs)}`,
          },
          {
            label: t('abort.freed'),
            value: (
              <span data-testid="abort-freed">
                {loss === null ? '–' : t('abort.heldBack', { count: loss.heldBack })}
              </span>
            ),
            term: 'lso',
          },
        ]}
      />
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
    </LossDialog>
  );
}

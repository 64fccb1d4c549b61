import { t } from '../../../lib/i18n/index.ts';
import { formatByteRate } from '../../../lib/format/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, ErrorBlock } from '../../../ui/index.ts';
import { useReassignActions, useReassignments } from '../reassignments.ts';

/** While partitions of the topic are on their way: how many, a way to end it, and a throttle that was left behind. */
export function MovesBar({ topic }: { topic: string }) {
  const { value } = useReassignments();
  const { cancel, liftThrottle } = useReassignActions();
  const cancelling = useAction(
    { failed: t('reassign.cancelFailed'), unknown: t('reassign.cancelUnknown') },
    cancel,
  );
  const lifting = useAction(
    { failed: t('reassign.liftFailed'), unknown: t('reassign.liftUnknown') },
    liftThrottle,
  );
  const moves = value?.moves.filter((move) => move.topic === topic) ?? [];
  const rate = value?.throttleBytesPerSecond ?? null;
  const left = rate !== null && value?.moves.length === 0;
  if (moves.length === 0 && !left) return null;
  return (
    <div className="moves-bar" role="status" data-testid="moves">
      {moves.length > 0 && (
        <>
          <span className="grow">
            {t('reassign.moving', { count: moves.length })}{' '}
            <span className="mono muted">
              {moves
                .slice(0, 6)
                .map((move) =>
                  `${move.partition}: ${listed('+', move.adding)} ${listed('−', move.removing)}`.trim(),
                )
                .join(' · ')}
            </span>{' '}
            {rate !== null && (
              <span className="muted">{t('reassign.throttledTo', { rate: formatByteRate(rate) })}</span>
            )}
          </span>
          <Button writes busy={cancelling.busy} onClick={() => cancelling.run(moves.map(placeOf))}>
            {t('reassign.cancel')}
          </Button>
        </>
      )}
      {left && (
        <>
          <span className="grow warn">{t('reassign.throttleLeft', { rate: formatByteRate(rate) })}</span>
          <Button writes busy={lifting.busy} onClick={() => lifting.run()}>
            {t('reassign.lift')}
          </Button>
        </>
      )}
      {(cancelling.failure ?? lifting.failure) && (
        <ErrorBlock failure={(cancelling.failure ?? lifting.failure)!} />
      )}
    </div>
  );
}

function listed(sign: string, replicas: readonly number[]): string {
  return replicas.length === 0 ? '' : `${sign}[${replicas.join(',')}]`;
}

function placeOf({ topic, partition }: { topic: string; partition: number }) {
  return { topic, partition };
}

import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useCallback, useMemo } from 'react';
import { useConnections } from '../../../lib/connections.ts';
import { formatCount, formatDuration, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressIn, addressOf, openPlace } from '../../../lib/place.ts';
import {
  Duration,
  EmptyState,
  StateMark,
  Table,
  Time,
  timeWidth,
  type Column,
  type MenuEntry,
} from '../../../ui/index.ts';
import type { Target } from '../draft.ts';
import { keptText } from '../kept-text.ts';
import type { Sent } from '../store.ts';
import { isSameTarget } from '../target.ts';

/** What was sent from this editor: where it landed, how long it took, or the error in words. */
export function SentTable({
  sent,
  own,
  onAgain,
}: {
  sent: readonly Sent[];
  /** Where its messages go unless another topic was chosen. */
  own: Target;
  onAgain: (sent: Sent) => void;
}) {
  const elsewhere = sent.some((one) => !isSameTarget(one, own));
  const connections = useConnections().value;
  const width = timeWidth(sent.map(({ atMs }) => atMs));
  const columns = useMemo(() => {
    const where = ({ cluster, topic }: Sent): string => {
      const name = connections?.find(({ id }) => id === cluster)?.settings.name;
      return cluster === own.cluster || !name ? topic : t('tab.inCluster', { title: topic, cluster: name });
    };
    return sentColumns(elsewhere ? where : null, width);
  }, [elsewhere, connections, own.cluster, width]);
  const actions = useCallback(
    (one: Sent): MenuEntry[] => [
      { id: 'again', label: t('editor.editAgain'), icon: RotateCcw, run: () => onAgain(one) },
    ],
    [onAgain],
  );
  return (
    <section className="sent" aria-label={t('editor.sent')}>
      <h2 className="sent-title">{t('editor.sent')}</h2>
      <Table
        id="sent"
        label={t('editor.sent')}
        columns={columns}
        rows={sent}
        rowKey={(one) => String(one.id)}
        rowActions={actions}
        onOpen={(one) =>
          one.result &&
          openPlace(
            addressIn(
              one.cluster,
              addressOf(['topics', one.topic], {
                // Nobody said where it is: it is among the newest, if it is there.
                ...(one.result.offset >= 0 && { from: 'offset', at: String(one.result.offset) }),
                partitions: String(one.result.partition),
              }),
            ),
          )
        }
        sortable={false}
        testId="sent-table"
        empty={<EmptyState text={t('editor.nothingSent')} />}
      />
    </section>
  );
}

/** `where`: says the topic of each; null: all went to the same one. */
function sentColumns(where: ((sent: Sent) => string) | null, widthOfTime: number): Column<Sent>[] {
  return [
    {
      id: 'time',
      header: t('column.time'),
      width: widthOfTime,
      text: (one) => formatTime(one.atMs),
      cell: (one) => <Time epochMs={one.atMs} />,
    },
    {
      id: 'outcome',
      header: t('column.outcome'),
      width: 220,
      flex: true,
      text: outcomeText,
      cell: (one) => <Outcome sent={one} />,
    },
    ...(where === null
      ? []
      : [
          {
            id: 'topic',
            header: t('column.topic'),
            width: 180,
            text: where,
            cell: (one: Sent) => (
              <span className="ellipsis" title={where(one)}>
                {where(one)}
              </span>
            ),
          },
        ]),
    {
      id: 'partition',
      header: t('column.partition'),
      width: 78,
      align: 'end',
      text: (one) => String(one.result?.partition ?? ''),
      cell: (one) => one.result?.partition ?? '–',
    },
    {
      id: 'offset',
      header: t('column.offset'),
      width: 96,
      align: 'end',
      text: (one) => String(one.result?.offset ?? ''),
      cell: (one) => (one.result && one.result.offset >= 0 ? formatCount(one.result.offset) : '–'),
    },
    {
      id: 'latency',
      header: t('column.latency'),
      width: 88,
      align: 'end',
      text: (one) => formatDuration(one.result?.latencyMs),
      cell: (one) => <Duration ms={one.result?.latencyMs} />,
    },
    {
      id: 'key',
      header: t('column.key'),
      width: 160,
      text: keyText,
      cell: (one) => <span className="mono ellipsis">{keyText(one).slice(0, PREVIEW_CHARS)}</span>,
    },
  ];
}

/** More of a key does not fit into its cell. */
const PREVIEW_CHARS = 200;

function keyText({ draft }: Sent): string {
  if (draft.binary.key !== null) return keptText(draft.binary.key);
  return draft.key ?? t('payload.null');
}

function outcomeText(sent: Sent): string {
  if (sent.failure) return `${sent.failure.what} ${sent.failure.why}`;
  if (sent.result === null) return t('editor.sending');
  return t(sent.result.offset < 0 ? 'editor.unconfirmed' : 'editor.stored');
}

function Outcome({ sent }: { sent: Sent }) {
  return (
    <span className="row tight ellipsis" title={outcomeText(sent)}>
      <StateMark shape={shapeOf(sent)} />
      <span className="ellipsis">{outcomeText(sent)}</span>
    </span>
  );
}

function shapeOf({ failure, result }: Sent): 'cross' | 'full' | 'half' {
  if (failure) return 'cross';
  return result && result.offset >= 0 ? 'full' : 'half';
}

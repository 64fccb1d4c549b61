import { formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { Button, FactList, Time } from '../../../ui/index.ts';
import type { Item } from '../items.ts';

const HEAD = new Set(['sequence', 'wallMs', 'monotonicMs', 'kind', 'node']);
/** What happened this close to an event belongs together in a person's eyes. */
const AROUND_MS = 1_000;
const AROUND_MAX = 24;

/** One event: in words, what it means, its fields as the node told them, and what happened beside it. */
export function EventDetail({
  item,
  items,
  onSelect,
}: {
  item: Item;
  items: readonly Item[];
  onSelect: (item: Item) => void;
}) {
  const { fact, meaning } = item;
  const around = items
    .filter((other) => other.key !== item.key && Math.abs(other.atMs - item.atMs) <= AROUND_MS)
    .slice(0, AROUND_MAX)
    .toReversed();
  return (
    <div
      className="scroll event-detail"
      tabIndex={0}
      role="region"
      aria-label={item.text}
      data-testid="event-detail"
    >
      <p>{item.text}</p>
      {meaning && <p className="muted small">{t(meaning)}</p>}
      {fact !== null && typeof fact.topic === 'string' && typeof fact.partition === 'number' && (
        <Button
          onClick={() =>
            openPlace(
              addressOf(['replication'], {
                partition: `${String(fact.topic)}-${String(fact.partition)}`,
                internal: String(fact.topic).startsWith('__') ? '1' : undefined,
              }),
            )
          }
        >
          {t('timeline.watch')}
        </Button>
      )}
      <FactList
        facts={[
          { label: t('column.time'), value: <Time epochMs={item.atMs} /> },
          ...(item.node === null ? [] : [{ label: t('column.node'), value: item.node }]),
          { label: t('column.kind'), value: <span className="mono">{item.kind}</span> },
          ...Object.entries(fact ?? {})
            .filter(([name]) => !HEAD.has(name))
            .map(([name, value]) => ({
              label: name,
              value: (
                <span className="mono">{typeof value === 'string' ? value : JSON.stringify(value)}</span>
              ),
            })),
        ]}
      />
      {around.length > 0 && (
        <>
          <h2>{t('timeline.around')}</h2>
          <ul className="event-around">
            {around.map((other) => (
              <li key={other.key}>
                <span className="muted">{formatTime(other.atMs)}</span>{' '}
                <button type="button" className="link" onClick={() => onSelect(other)}>
                  {other.text}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

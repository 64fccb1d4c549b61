import X from 'lucide-react/icons/x';
import { memo, useMemo, useRef, useState, type PointerEvent } from 'react';
import type { MessageRow } from '../../../../src-main/contract/index.ts';
import { formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button } from '../../../ui/index.ts';
import { histogramOf, rangeBetween, type TimeRange } from '../histogram.ts';

const SLICES = 120;
/** A shorter drag is a click, which clears. */
const LEAST_DRAG = 0.004;

/** When the records read were written; dragging over it narrows the table to that time. */
export const TimeHistogram = memo(function TimeHistogram({
  rows,
  range,
  onRange,
}: {
  rows: readonly MessageRow[];
  range: TimeRange | null;
  onRange: (range: TimeRange | null) => void;
}) {
  const histogram = useMemo(
    () =>
      histogramOf(
        rows.map((row) => row.timestampMs),
        SLICES,
      ),
    [rows],
  );
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  if (!histogram) return null;

  const shareAt = (event: PointerEvent): number => {
    const bounds = box.current!.getBoundingClientRect();
    return (event.clientX - bounds.left) / bounds.width;
  };
  const marked = drag ? rangeBetween(histogram, drag.from, drag.to) : range;
  const span = histogram.toMs - histogram.fromMs;
  const label = t('messages.histogram', {
    from: formatTime(histogram.fromMs),
    to: formatTime(histogram.toMs),
  });
  return (
    <div className="histogram-row">
      <div
        ref={box}
        className="histogram"
        role="img"
        aria-label={label}
        title={label}
        data-testid="histogram"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: shareAt(event), to: shareAt(event) });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: shareAt(event) })}
        onPointerUp={() => {
          if (!drag) return;
          onRange(
            Math.abs(drag.to - drag.from) < LEAST_DRAG ? null : rangeBetween(histogram, drag.from, drag.to),
          );
          setDrag(null);
        }}
      >
        <svg width="100%" height="28" viewBox={`0 0 ${SLICES} 28`} preserveAspectRatio="none" aria-hidden>
          {marked && (
            <rect
              x={((marked.fromMs - histogram.fromMs) / span) * SLICES}
              width={Math.max(0.5, ((marked.toMs - marked.fromMs) / span) * SLICES)}
              height="28"
              fill="var(--select)"
            />
          )}
          {histogram.counts.map((count, index) => {
            const height = count === 0 ? 0 : Math.max(2, (count / histogram.peak) * 26);
            return (
              <rect
                key={index}
                x={index + 0.1}
                y={28 - height}
                width="0.8"
                height={height}
                fill="var(--accent)"
              />
            );
          })}
        </svg>
      </div>
      {range && (
        <Button kind="quiet" icon={X} onClick={() => onRange(null)} data-testid="clear-range">
          {t('messages.range', { from: formatTime(range.fromMs), to: formatTime(range.toMs) })}
        </Button>
      )}
    </div>
  );
});

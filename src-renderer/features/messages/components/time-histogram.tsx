import X from 'lucide-react/icons/x';
import { memo, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { MessageRow } from '../../../../src-main/contract/index.ts';
import { formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button } from '../../../ui/index.ts';
import {
  countBetween,
  histogramOf,
  rangeBetween,
  rangeOfSlices,
  rowsWithin,
  sliceOf,
  stepSlice,
  type Histogram,
  type TimeRange,
} from '../histogram.ts';

const SLICES = 120;
/** A shorter drag is a click, which clears. */
const LEAST_DRAG = 0.004;

/** How many slices with records a key goes on. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** What is chosen by keyboard and not applied yet: where it began and where it stands. Moments, since slices move as records come. */
interface Held {
  readonly anchorMs: number;
  readonly headMs: number;
}

/**
 * When the records read were written; dragging over it narrows the table to that time. By keyboard: arrows go to a time,
 * with Shift to more of it, Enter narrows, Escape shows all again.
 */
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
  const [held, setHeld] = useState<Held | null>(null);
  if (!histogram) return null;

  const shareAt = (event: PointerEvent): number => {
    const bounds = box.current!.getBoundingClientRect();
    return (event.clientX - bounds.left) / bounds.width;
  };
  const slices = held && heldSlices(histogram, held);
  const marked = drag
    ? rangeBetween(histogram, drag.from, drag.to)
    : slices
      ? rangeOfSlices(histogram, slices.anchor, slices.head)
      : range;
  const span = histogram.toMs - histogram.fromMs;
  const label = t('messages.histogram', {
    from: formatTime(histogram.fromMs),
    to: formatTime(histogram.toMs),
  });
  const told = marked ?? histogram;
  const count = slices ? countBetween(histogram, slices.anchor, slices.head) : rowsWithin(rows, range).length;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = STEPS[event.key];
    if (by !== undefined) {
      const head = stepSlice(histogram, slices?.head ?? null, by);
      const headMs = rangeOfSlices(histogram, head, head).fromMs;
      setHeld({ headMs, anchorMs: event.shiftKey && held ? held.anchorMs : headMs });
    } else if (event.key === 'Enter' && slices) {
      onRange(rangeOfSlices(histogram, slices.anchor, slices.head));
      setHeld(null);
    } else if (event.key === 'Escape' && (held || range)) {
      setHeld(null);
      onRange(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="histogram-row">
      <div
        ref={box}
        className="histogram"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={SLICES - 1}
        aria-valuenow={slices?.head ?? sliceOf(told.fromMs, histogram, SLICES)}
        aria-valuetext={t('messages.histogramValue', {
          from: formatTime(told.fromMs),
          to: formatTime(told.toMs),
          count,
        })}
        title={t('messages.histogramKeys')}
        data-testid="histogram"
        onKeyDown={onKeyDown}
        onBlur={() => setHeld(null)}
        onPointerDown={(event) => {
          setHeld(null);
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
        <div className="histogram-scale caption" aria-hidden>
          <span>{formatTime(histogram.fromMs)}</span>
          <span>{formatTime(histogram.toMs)}</span>
        </div>
      </div>
      {range && (
        <Button kind="quiet" icon={X} onClick={() => onRange(null)} data-testid="clear-range">
          {t('messages.range', { from: formatTime(range.fromMs), to: formatTime(range.toMs) })}
        </Button>
      )}
    </div>
  );
});

function heldSlices(histogram: Histogram, { anchorMs, headMs }: Held): { anchor: number; head: number } {
  const at = (ms: number): number => Math.max(0, sliceOf(ms, histogram, SLICES));
  return { anchor: at(anchorMs), head: at(headMs) };
}

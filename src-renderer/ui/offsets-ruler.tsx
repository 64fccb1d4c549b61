import { formatCount } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { Tip } from './tooltip.tsx';

export interface Offsets {
  /** First offset still in the log. */
  logStartOffset: number;
  lastStableOffset: number;
  highWatermark: number;
  /** One past the last record (LEO). */
  logEndOffset: number;
}

/**
 * Start, LSO, HW and end of a partition on one ruler. The scale runs from 0 to `max` (the longest partition of the
 * table), so rulers under each other compare; what was deleted before the start is drawn empty. The distances near the
 * end are often a few records of millions: marks are kept at least 2 px apart so that a gap is seen, and the numbers
 * are in the hover.
 */
export function OffsetsRuler({
  offsets,
  max,
  width = 180,
}: {
  offsets: Offsets;
  max: number;
  width?: number;
}) {
  const { start, lso, hw, end } = rulerPositions(offsets, max, width);
  const text = t('ruler.text', {
    start: formatCount(offsets.logStartOffset),
    lso: formatCount(offsets.lastStableOffset),
    hw: formatCount(offsets.highWatermark),
    end: formatCount(offsets.logEndOffset),
  });
  return (
    <Tip text={text} side="top">
      <svg
        className="ruler"
        style={{ width }}
        height="16"
        viewBox={`0 0 ${width} 16`}
        // In a column that is narrower the whole of it is narrower, never cut: cut rulers would all look full.
        preserveAspectRatio="none"
        role="img"
        aria-label={text}
      >
        <path d={`M0 8.5H${width}`} stroke="var(--line)" />
        <rect
          x={start}
          y="5"
          width={Math.max(0, lso - start)}
          height="7"
          fill="var(--accent)"
          opacity="0.85"
        />
        <rect x={lso} y="5" width={Math.max(0, hw - lso)} height="7" fill="var(--warn)" />
        <rect
          x={hw}
          y="5.5"
          width={Math.max(0, end - hw)}
          height="6"
          fill="none"
          stroke="var(--muted)"
          strokeDasharray="2 1"
        />
        <path d={`M${start + 0.5} 2v12`} stroke="var(--muted)" />
        <path d={`M${end - 0.5} 2v12`} stroke="var(--text)" />
      </svg>
    </Tip>
  );
}

/** Pixel positions of the four marks; gaps that exist are at least 2 px wide, order is kept, nothing leaves the ruler. */
export function rulerPositions(
  { logStartOffset, lastStableOffset, highWatermark, logEndOffset }: Offsets,
  max: number,
  width: number,
): { start: number; lso: number; hw: number; end: number } {
  const scale = (offset: number): number => (max > 0 ? (offset / max) * width : 0);
  const apart = (offset: number, below: number): number => (offset < below ? 2 : 0);
  const end = Math.max(1, scale(logEndOffset));
  const hw = Math.min(scale(highWatermark), end - apart(highWatermark, logEndOffset));
  const lso = Math.min(scale(lastStableOffset), hw - apart(lastStableOffset, highWatermark));
  const start = Math.min(scale(logStartOffset), lso - apart(logStartOffset, lastStableOffset));
  const clamp = (value: number): number => Math.max(0, Math.round(value * 10) / 10);
  return { start: clamp(start), lso: clamp(lso), hw: clamp(hw), end: clamp(end) };
}

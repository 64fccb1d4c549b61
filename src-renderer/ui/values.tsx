import { describeTime, formatBytes, formatCount, formatDuration, formatTime } from '../lib/format/index.ts';

/** A byte size; the exact count on hover. */
export function Bytes({ value }: { value: number | null | undefined }) {
  return (
    <span title={value === null || value === undefined ? undefined : `${formatCount(value)} B`}>
      {formatBytes(value)}
    </span>
  );
}

/** A duration; the exact ms on hover. */
export function Duration({ ms }: { ms: number | null | undefined }) {
  return (
    <span title={ms === null || ms === undefined ? undefined : `${formatCount(ms)} ms`}>
      {formatDuration(ms)}
    </span>
  );
}

/** A whole count with separators. */
export function Count({ value }: { value: number | bigint | null | undefined }) {
  return <span>{formatCount(value)}</span>;
}

/** A time in the user's zone; UTC and the raw epoch on hover. */
export function Time({ epochMs }: { epochMs: number | bigint | null | undefined }) {
  if (epochMs === null || epochMs === undefined) return <span>{formatTime(null)}</span>;
  return <time title={describeTime(epochMs)}>{formatTime(epochMs)}</time>;
}

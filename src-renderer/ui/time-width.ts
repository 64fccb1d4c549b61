import { formatTime } from '../lib/format/index.ts';

/** Holds a time of another day, which stands with that day, in either language. */
export const TIME_WIDTH = 168;

/** Times of today are that wide at most. */
const OF_TODAY = 110;
const GLYPH_PX = 7.2;
/** A Hangul syllable is wider by that. */
const HANGUL_PX = 5;
const PADDING_PX = 16;

/**
 * As wide as the times of a column need it. Most are of today and short, and what stands beside them wants the room; a
 * time with its day would be cut there.
 */
export function timeWidth(times: readonly (number | null | undefined)[]): number {
  const widths = times.map((time) => {
    const text = formatTime(time);
    const hangul = text.match(/\p{Script=Hangul}/gu)?.length ?? 0;
    return Math.ceil(text.length * GLYPH_PX + hangul * HANGUL_PX) + PADDING_PX;
  });
  return Math.max(OF_TODAY, ...widths);
}

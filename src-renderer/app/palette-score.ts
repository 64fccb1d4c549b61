/**
 * How well an entry of the palette fits what was typed, 0 (not at all) to 1. Every typed word must be in the entry; the
 * beginning of the entry beats the beginning of a word, which beats the middle of one. Letters scattered over an entry
 * do not count: topic names are long and would all match.
 */
export function scoreMatch(value: string, search: string, keywords: readonly string[] = []): number {
  const text = [value, ...keywords].join(' ').toLowerCase();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  let score = 1;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    const atWord = at === 0 || /[\s._/-]/.test(text[at - 1]!);
    score = Math.min(score, at === 0 ? 1 : atWord ? 0.8 : 0.5);
  }
  // Among equals the shorter is nearer to what was typed.
  return words.length === 0 ? 1 : score - Math.min(text.length, 400) / 4000;
}

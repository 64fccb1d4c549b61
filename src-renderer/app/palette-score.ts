/**
 * How well an entry of the palette fits what was typed, 0 (not at all) to 1. Every typed word must be in the entry; the
 * beginning of the entry beats the beginning of a word, which beats the middle of one. Letters scattered over an entry
 * do not count: topic names are long and would all match.
 */
export function scoreMatch(value: string, search: string, keywords: readonly string[] = []): number {
  return scoreOf([value, ...keywords].join(' ').toLowerCase(), wordsOf(search));
}

function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}

/** `text` in small letters. */
function scoreOf(text: string, words: readonly string[]): number {
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

/** Many names, made ready once so that each key costs little. */
export interface SearchedNames {
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** They are found by `kind`, too. */
export function searchedNames(names: readonly string[], kind: string): SearchedNames {
  return { names, texts: names.map((name) => `${name} ${kind}`.toLowerCase()) };
}

/** As `ranked`. */
export function rankedNames({ names, texts }: SearchedNames, search: string, limit: number): Ranked<string> {
  const words = wordsOf(search);
  const { shown, ...rest } = ranked([...texts.keys()], search, (at) => scoreOf(texts[at]!, words), limit);
  return { shown: shown.map((at) => names[at]!), ...rest };
}

/** What of `entries` fits, best first, at most `limit` of it; how many fit besides; how well the best one does. */
export interface Ranked<E> {
  readonly shown: readonly E[];
  readonly more: number;
  readonly best: number;
}

/** Entries that fit alike keep their order; nothing typed keeps them all. */
export function ranked<E>(
  entries: readonly E[],
  search: string,
  scoreOf: (entry: E, search: string) => number,
  limit: number = Infinity,
): Ranked<E> {
  const found = entries
    .map((entry) => ({ entry, score: scoreOf(entry, search) }))
    .filter(({ score }) => score > 0);
  if (search.trim() !== '') found.sort((a, b) => b.score - a.score);
  return {
    shown: found.slice(0, limit).map(({ entry }) => entry),
    more: Math.max(0, found.length - limit),
    best: found[0]?.score ?? 0,
  };
}

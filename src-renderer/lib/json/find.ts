/** Where a text stands in a JSON tree of which most is folded. Pure. */
import { memberPath, type JsonNode } from './index.ts';

/** Matches that are unfolded; those beyond are counted only, since to draw them all would hold the page up. */
const MOST_SHOWN = 300;
/** Items of one array or object that are drawn for the sake of a match. */
const MOST_CHILDREN = 2_000;
/** Of a string, as many characters as the tree draws. */
export const LONGEST_STRING = 2_000;

export interface FoundInTree {
  /** Branches to unfold, by path, each with the index of the last child to draw. */
  readonly reveal: ReadonlyMap<string, number>;
  /** Matches that are still not drawn then. */
  readonly hidden: number;
}

/** What a person typed, to be looked for as it is but for the case. */
export function patternOf(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'giu');
}

export function countOf(pattern: RegExp, text: string): number {
  // `matchAll` would make a pattern of its own for each of a hundred thousand texts.
  let count = 0;
  pattern.lastIndex = 0;
  while (pattern.test(text)) count++;
  return count;
}

/** Keys and values are looked at; a match does not go across two of them. */
export function findInTree(root: JsonNode, pattern: RegExp): FoundInTree {
  const reveal = new Map<string, number>();
  let shown = 0;
  let hidden = 0;
  /** Answers whether there is something to see in it. */
  const take = (text: string, canBeSeen: boolean): boolean => {
    const drawn = countOf(pattern, text.slice(0, LONGEST_STRING));
    if (text.length > LONGEST_STRING) hidden += countOf(pattern, text) - drawn;
    if (!canBeSeen || shown >= MOST_SHOWN) {
      hidden += drawn;
      return false;
    }
    shown += drawn;
    return drawn > 0;
  };
  const visit = (node: JsonNode, path: string, canBeSeen: boolean): boolean => {
    if (node.kind !== 'object' && node.kind !== 'array') return take(textOf(node), canBeSeen);
    let last = -1;
    const child = (index: number, name: string | null, value: JsonNode, childPath: string): void => {
      const fits = canBeSeen && index < MOST_CHILDREN;
      const inName = name !== null && take(name, fits);
      if (visit(value, childPath, fits) || inName) last = index;
    };
    if (node.kind === 'object')
      for (const [index, { key, value }] of node.members.entries())
        child(index, key, value, memberPath(path, key));
    else for (const [index, item] of node.items.entries()) child(index, null, item, `${path}[${index}]`);
    if (last >= 0) reveal.set(path, last);
    return last >= 0;
  };
  visit(root, '', true);
  return { reveal, hidden };
}

function textOf(node: Exclude<JsonNode, { kind: 'object' | 'array' }>): string {
  return node.kind === 'number' ? node.raw : node.value;
}

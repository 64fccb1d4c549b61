/** Matches of a text in what stands on the page, marked without a change of the page. */
import { useEffect, useState, type RefObject } from 'react';
import { patternOf } from '../../lib/json/find.ts';

/** Enough to walk through; drawing more would hold the page up. */
const MOST = 1_000;
/** Words about the record, and controls, are not of it. */
const APART = '.hex-body, .faint, .link, .detail-tools, .warn';

// One pair for the page: two records beside each other add their own to it.
const all = new Highlight();
const current = new Highlight();
current.priority = 1;
CSS.highlights.set('found', all);
CSS.highlights.set('found-current', current);

export interface Found {
  readonly count: number;
  /** There are others behind those that are counted. */
  readonly more: boolean;
  /** From 0. */
  readonly at: number;
  readonly go: (step: 1 | -1) => void;
}

/** Marks what is found below `container`, also in what is drawn there later, and scrolls to the one that was gone to. */
export function useFound(container: RefObject<HTMLElement | null>, text: string): Found {
  const [ranges, setRanges] = useState<readonly Range[]>([]);
  const [wanted, setWanted] = useState(0);
  const [lookedFor, setLookedFor] = useState(text);
  if (text !== lookedFor) {
    setLookedFor(text);
    setWanted(0);
  }
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const look = (): void => setRanges(rangesIn(element, text));
    look();
    const observer = new MutationObserver(look);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [container, text]);
  useEffect(() => {
    for (const range of ranges) all.add(range);
    return () => {
      for (const range of ranges) all.delete(range);
    };
  }, [ranges]);
  const count = Math.min(ranges.length, MOST);
  const at = Math.min(wanted, Math.max(0, count - 1));
  const shown = ranges[at];
  useEffect(() => {
    if (!shown) return;
    current.add(shown);
    scrollTo(shown);
    return () => void current.delete(shown);
  }, [shown]);
  const go = (step: 1 | -1): void => {
    if (count > 0) setWanted((at + step + count) % count);
  };
  return { count, more: ranges.length > MOST, at, go };
}

/** One more than is wanted where there are more. */
function rangesIn(container: HTMLElement, text: string): Range[] {
  if (text === '') return [];
  const pattern = patternOf(text);
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node && ranges.length <= MOST; node = texts.nextNode()) {
    if (!node.parentElement?.closest('.detail-body') || node.parentElement.closest(APART)) continue;
    for (const match of node.nodeValue!.matchAll(pattern)) {
      if (ranges.length > MOST) break;
      const range = new Range();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      ranges.push(range);
    }
  }
  return ranges;
}

/** Only as far as it takes: what is in view stays where it is. */
function scrollTo(range: Range): void {
  const box = range.startContainer.parentElement?.closest('.scroll');
  if (!box) return;
  const of = range.getBoundingClientRect();
  const view = box.getBoundingClientRect();
  if (of.top < view.top || of.bottom > view.bottom) box.scrollTop += of.top - view.top - view.height / 3;
  if (of.left < view.left || of.right > view.right) box.scrollLeft += of.left - view.left - view.width / 3;
}

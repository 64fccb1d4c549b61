import { useContext, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { PlaceContext } from '../../lib/place.ts';
import { recall, remember } from '../../lib/storage.ts';

const SAVE_PAUSE_MS = 400;
/** Places whose scrolling is kept, the newest first: a session has so many tabs at most. */
const KEPT = 60;

/**
 * Puts a table back where it was when its place comes back after a restart, as soon as there are rows enough. Answers
 * what is to be called whenever it is scrolled.
 */
export function useScrollMemory(
  scroller: RefObject<HTMLElement | null>,
  tableId: string,
  heightPx: number,
): () => void {
  const place = useContext(PlaceContext);
  const key = place === null ? null : `${place} ${tableId}`;
  const wanted = useRef<number | null>(key === null ? null : (scrolls()[key] ?? null));
  const saving = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || wanted.current === null || heightPx < wanted.current + element.clientHeight) return;
    element.scrollTo({ top: wanted.current });
    wanted.current = null;
  }, [scroller, heightPx]);
  useEffect(() => () => clearTimeout(saving.current ?? undefined), []);
  return () => {
    if (key === null || saving.current !== null) return;
    saving.current = setTimeout(() => {
      saving.current = null;
      const element = scroller.current;
      // A hidden tab has no height and says nothing of where it stands.
      if (element === null || element.clientHeight === 0) return;
      const top = element.scrollTop;
      wanted.current = null;
      const { [key]: _, ...others } = scrolls();
      const kept = Object.entries(others).slice(0, KEPT - 1);
      remember('scroll', Object.fromEntries(top > 0 ? [[key, top], ...kept] : kept));
    }, SAVE_PAUSE_MS);
  };
}

function scrolls(): Record<string, number> {
  return recall<Record<string, number>>('scroll', {});
}

/**
 * Where the focus goes when the keyboard led to another screen. The screen before is gone from view, and with it what had
 * the focus: without this, whoever uses the keyboard began again at the title bar.
 */
import { useNavigation } from '../lib/place.ts';

/** A screen is fetched, and a table needs its rows, before there is something to focus. */
const PATIENCE_MS = 3_000;

/** Follows; returns how to stop. */
export function followWithFocus(): () => void {
  let byKeyboard = false;
  let waiting = 0;
  const onKey = (): void => void (byKeyboard = true);
  const onPointer = (): void => void (byKeyboard = false);
  addEventListener('keydown', onKey, true);
  addEventListener('pointerdown', onPointer, true);
  const unsubscribe = useNavigation.subscribe(({ address }, before) => {
    if (placeOf(address) === placeOf(before.address)) return;
    cancelAnimationFrame(waiting);
    const untilMs = performance.now() + PATIENCE_MS;
    const look = (): void => {
      if (!byKeyboard || !isLost(document.activeElement) || performance.now() > untilMs) return;
      const found = beginning();
      if (found) found.focus({ preventScroll: true });
      else waiting = requestAnimationFrame(look);
    };
    // After the tab is in front, and whatever the command itself focuses.
    waiting = requestAnimationFrame(() => (waiting = requestAnimationFrame(look)));
  });
  return () => {
    removeEventListener('keydown', onKey, true);
    removeEventListener('pointerdown', onPointer, true);
    cancelAnimationFrame(waiting);
    unsubscribe();
  };
}

/** What is asked of a place is no other place. */
const placeOf = (address: string | null): string | undefined => address?.split('?')[0];

function isLost(element: Element | null): boolean {
  return element === null || element === document.body || !element.checkVisibility();
}

/** Where work begins: the text of what the screen says it is for, once that is there; else its first table. */
function beginning(): HTMLElement | null {
  const front = document.querySelector('.place[data-front]');
  const marked = front?.querySelector('[data-begin]');
  const found = marked
    ? marked.querySelector<HTMLElement>('[role=textbox]')
    : front?.querySelector<HTMLElement>('[role=grid]');
  return found?.checkVisibility() ? found : null;
}

/**
 * Where each tab is scrolled to. The dock takes the elements of a tab in the background out of the page, and the browser
 * forgets how far they were scrolled; a restart makes them anew. Whatever scrolls inside a place is kept here without
 * being asked, and brought back when the place is arrived at again.
 */
import type { IDockviewPanelProps } from 'dockview-react';
import { useLayoutEffect, useState, type RefCallback } from 'react';
import { recallOfWindow, rememberOfWindow } from '../lib/storage.ts';

/** Of one element: pixels from the top and from the left. */
export type Position = readonly [top: number, left: number];
/** By tab, by the element. */
type Positions = Record<string, Record<string, Position>>;

const SAVE_PAUSE_MS = 300;
/** What has not come by then is not waited for: a list that grows later would jump under the reader. */
const ARRIVAL_MS = 15_000;

let positions: Positions | null = null;
let saving: ReturnType<typeof setTimeout> | null = null;

function all(): Positions {
  positions ??= recallOfWindow<Positions>(
    'scroll',
    {},
    (value) => typeof value === 'object' && value !== null,
  );
  return positions;
}

function save(): void {
  if (saving) clearTimeout(saving);
  saving = null;
  if (positions) rememberOfWindow('scroll', positions);
}

function saveSoon(): void {
  saving ??= setTimeout(save, SAVE_PAUSE_MS);
}

/** What is known of tabs that are no longer open is forgotten: who opens one anew begins at its top. */
export function keepScrollOf(tabIds: ReadonlySet<string>): void {
  const kept = all();
  const closed = Object.keys(kept).filter((tabId) => !tabIds.has(tabId));
  if (closed.length === 0) return;
  for (const tabId of closed) delete kept[tabId];
  saveSoon();
}

/**
 * What names an element that scrolls: the view inside the place, then its test id, else the first of its classes, with its
 * number among those alike. Null for what keeps its own position.
 */
function keyOf(scroller: Element, place: Element): string | null {
  if (scroller.closest('.monaco-editor') !== null) return null;
  const view = scroller.closest('[data-view]');
  const name = scroller.getAttribute('data-testid') ?? scroller.classList[0] ?? '';
  const at = alike(name, view ?? place).indexOf(scroller);
  return at < 0 ? null : JSON.stringify([view?.getAttribute('data-view') ?? '', name, at]);
}

/** The element of that key, if the place has it now. */
function scrollerOf(key: string, place: Element): Element | undefined {
  const [view, name, at] = JSON.parse(key) as [view: string, name: string, at: number];
  const within = view === '' ? place : place.querySelector(`[data-view="${CSS.escape(view)}"]`);
  return within === null ? undefined : alike(name, within)[at];
}

function alike(name: string, within: Element): Element[] {
  if (name === '') return [];
  const escaped = CSS.escape(name);
  return [...within.querySelectorAll(`[data-testid="${escaped}"], .${escaped}:not([data-testid])`)];
}

/** Keeps the positions of one place, from the first time its element is there. */
export class ScrollKeeper {
  private element: HTMLElement | null = null;
  private readonly tabId: string;
  /** What is still to be brought back. */
  private readonly awaited = new Map<string, Position>();
  private arrivedMs = 0;
  private frame: number | null = null;
  private readonly observer = new MutationObserver(() => this.bringSoon());

  constructor(tabId: string) {
    this.tabId = tabId;
  }

  /** Watches the element of the place, or none any more. */
  readonly attach = (element: HTMLElement | null): void => {
    const before = this.element;
    this.element = element;
    before?.removeEventListener('scroll', this.onScroll, true);
    for (const kind of TOUCHES) before?.removeEventListener(kind, this.settle, true);
    if (element === null) return this.settle();
    element.addEventListener('scroll', this.onScroll, { capture: true, passive: true });
    for (const kind of TOUCHES) element.addEventListener(kind, this.settle, { capture: true, passive: true });
  };

  /** The place, or another view inside it, has come into sight: what scrolls in it goes to where it was left. */
  arrive(): void {
    this.settle();
    for (const [key, position] of Object.entries(all()[this.tabId] ?? {})) this.awaited.set(key, position);
    if (this.awaited.size === 0 || this.element === null) return;
    this.arrivedMs = performance.now();
    this.observer.observe(this.element, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['style'],
    });
    this.bring();
    // The dock may not have put the place back into the page yet.
    this.bringSoon();
  }

  /** Whoever does something in the place has arrived, and is not moved any more. */
  readonly settle = (): void => {
    this.awaited.clear();
    this.observer.disconnect();
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.frame = null;
  };

  private bringSoon(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.bring();
    });
  }

  private bring(): void {
    const { element } = this;
    if (element === null) return;
    for (const [key, [top, left]] of this.awaited) {
      const scroller = scrollerOf(key, element);
      if (scroller === undefined) continue;
      scroller.scrollTo({ top, left, behavior: 'instant' });
      // As long as it cannot be scrolled that far, what it shows has not come.
      if (isAt(scroller, top, left)) this.awaited.delete(key);
    }
    if (this.awaited.size === 0 || performance.now() - this.arrivedMs > ARRIVAL_MS) this.settle();
  }

  private readonly onScroll = (event: Event): void => {
    const { element, tabId } = this;
    const { target } = event;
    if (element === null || !(target instanceof Element) || !target.isConnected) return;
    const key = keyOf(target, element);
    if (key === null || this.awaited.has(key)) return;
    (all()[tabId] ??= {})[key] = [Math.round(target.scrollTop), Math.round(target.scrollLeft)];
    saveSoon();
  };
}

/** What a person does, other than looking. */
const TOUCHES = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const;

function isAt(scroller: Element, top: number, left: number): boolean {
  return Math.abs(scroller.scrollTop - top) <= 1 && Math.abs(scroller.scrollLeft - left) <= 1;
}

/** For the element around a place: keeps what is scrolled in it, for the tab and the view inside the tab. */
export function useScrollKeeper(
  api: IDockviewPanelProps['api'],
  /** Another one: what it shows may have been seen before. */
  view: string | undefined,
  visible: boolean,
): RefCallback<HTMLElement> {
  const [keeper] = useState(() => new ScrollKeeper(api.id));
  useLayoutEffect(() => {
    if (!visible) return keeper.settle();
    keeper.arrive();
    // A tab that is dragged into another group, or split off, leaves the page on its way.
    const moved = api.onDidGroupChange(() => keeper.arrive());
    return () => moved.dispose();
  }, [keeper, api, view, visible]);
  return keeper.attach;
}

// A page that is left at once must not lose the last of it, and its tabs come back with where they stood.
globalThis.addEventListener?.('pagehide', save);

/**
 * What can be done on the screen in front, gathered when the palette opens: its buttons, tabs and switches as they stand
 * there, and what its menus, lists of choices and chosen rows hold. A screen registers only what has a shortcut or is
 * found by other words; all the rest is in the palette because it can be seen.
 */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { t } from '../i18n/index.ts';
import type { Command } from './index.ts';

/** Something that a closed menu, a list of choices or a chosen row would do. */
export type Offered = Pick<Command, 'title' | 'run' | 'writes'>;

interface Offer {
  readonly element: () => Element | null;
  readonly entries: () => readonly Offered[];
}

const offers = new Set<Offer>();

/** Offers what is not in the page until it is opened, for as long as `element` is in the screen in front. */
export function useOffer(element: () => Element | null, entries: () => readonly Offered[]): void {
  const latest = useRef<Offer>({ element, entries });
  useLayoutEffect(() => {
    latest.current = { element, entries };
  });
  useEffect(() => {
    const offer: Offer = {
      element: () => latest.current.element(),
      entries: () => latest.current.entries(),
    };
    offers.add(offer);
    return () => void offers.delete(offer);
  }, []);
}

/** The tab that has the focus of the frame. */
const FRONT = '.place[data-front]';
const PRESSED = '.btn, .icon-btn, [role=tab], [role=switch], [role=checkbox], [role=radio]';
/** What belongs to one row among many, or is an editor's own. */
const APART = '[role=row], .monaco-editor';
/** Their entries are offered instead. */
const OPENS_A_LIST = ['menu', 'listbox'];

export function commandsOnScreen(): Command[] {
  const place = document.querySelector(FRONT);
  if (!place) return [];
  const isThere = (element: Element): boolean =>
    place.contains(element) && element.checkVisibility() && element.closest(APART) === null;
  const pressed = [...place.querySelectorAll<HTMLElement>(PRESSED)]
    .filter((element) => isThere(element) && canBePressed(element))
    .map((element): Offered => ({ title: nameOf(element), run: () => press(element) }));
  const offered = [...offers].flatMap(({ element, entries }) => {
    const at = element();
    return at !== null && isThere(at) ? entries() : [];
  });
  return [...onlyOnes(pressed), ...offered].map((one, index) => ({
    ...one,
    id: `here.${index}`,
    group: t('palette.group.here'),
    onScreen: true,
  }));
}

/** What is chosen already would do nothing. */
function canBePressed(element: HTMLElement): boolean {
  if (element.matches(':disabled, [aria-disabled=true], [data-disabled], [aria-busy=true]')) return false;
  if (OPENS_A_LIST.includes(element.getAttribute('aria-haspopup') ?? '')) return false;
  return !element.matches('[role=tab][aria-selected=true], [role=radio][aria-checked=true]');
}

/** Whoever uses the keyboard goes on from there. */
function press(element: HTMLElement): void {
  element.focus();
  element.click();
}

/** Its own name, without keys and counts; of one among several, behind theirs. */
function nameOf(element: HTMLElement): string {
  const group = element.closest('[role=tablist], [role=radiogroup]')?.getAttribute('aria-label');
  const own = element.getAttribute('aria-label') ?? textOf(element.closest('label') ?? element);
  return group ? t('palette.ofGroup', { group, name: own }) : own;
}

function textOf(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const aside of copy.querySelectorAll('kbd, .tab-count')) aside.remove();
  return copy.textContent.trim();
}

/** A name that several have says of none what it does. */
function onlyOnes(entries: readonly Offered[]): Offered[] {
  const byTitle = Map.groupBy(entries, ({ title }) => title);
  return entries.filter(({ title }) => title !== '' && byTitle.get(title)!.length === 1);
}

/** What is on the screen beside what is registered: a button whose command has its name is not there twice. */
export function withOnScreen(registered: readonly Command[], onScreen: readonly Command[]): Command[] {
  const titles = new Set(registered.map(({ title }) => title));
  return [
    ...registered,
    ...onScreen.filter(({ title }) => {
      if (titles.has(title)) return false;
      titles.add(title);
      return true;
    }),
  ];
}

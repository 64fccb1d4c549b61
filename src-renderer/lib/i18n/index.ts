/**
 * All text of the workbench by key, in English and Korean, from one table. The language is set once per session (a
 * change rebuilds the tree, see app/root.tsx), so `t` is a plain function usable in components, stores and canvases.
 */
import type { ReactNode } from 'react';
import { Fragment, createElement } from 'react';
import { setLocale } from '../format/index.ts';
import { messages } from './messages/index.ts';
import { renderTemplate, type MessageValue } from './template.ts';

export type Language = 'en' | 'ko';
export const LANGUAGES: readonly Language[] = ['en', 'ko'];
export type MessageKey = keyof typeof messages;
export type { MessageValue };

let language: Language = 'en';

/** Sets the language of every later `t` call and of the number and date formats. */
export function setLanguage(next: Language): void {
  language = next;
  setLocale(next);
}

export function currentLanguage(): Language {
  return language;
}

/** The text of a key in the current language, placeholders filled. */
export function t(key: MessageKey, values: Record<string, MessageValue> = {}): string {
  let text = '';
  renderTemplate(messages[key][language === 'en' ? 0 : 1], language, values, (piece) => {
    text += String(piece);
  });
  return text;
}

/** Like `t`, for sentences with an element inside: placeholders may be React nodes. */
export function tNodes(key: MessageKey, values: Record<string, ReactNode>): ReactNode {
  const pieces: ReactNode[] = [];
  renderTemplate(messages[key][language === 'en' ? 0 : 1], language, values, (piece) => {
    pieces.push(piece as ReactNode);
  });
  return createElement(Fragment, null, ...pieces);
}

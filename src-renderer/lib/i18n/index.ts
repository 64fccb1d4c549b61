/**
 * All text of the workbench by key, in English and Korean, from one table. The language is set once per session (a
 * change rebuilds the tree, see app/root.tsx), so `t` is a plain function usable in components, stores and canvases.
 */
import type { ReactNode } from 'react';
import { Fragment, createElement } from 'react';
import { setLocale } from '../format/index.ts';
import { wordsOf, type Language, type MessageKey, type Words, type WordsOfHost } from './languages.ts';
import { renderTemplate, type MessageValue } from './template.ts';

export type { Language, MessageKey, MessageValue, WordsOfHost };

let language: Language = 'en';
let words: Words | null = null;

/** Sets the language of every later `t` call and of the number and date formats. Its texts were fetched. */
export function setLanguage(next: Language): void {
  words = wordsOf(next);
  language = next;
  setLocale(next);
}

export function currentLanguage(): Language {
  return language;
}

/** How what the host says is said in the current language; null where the host speaks it. */
export function wordsOfHost(): WordsOfHost | null {
  return inLanguage().ofHost;
}

function inLanguage(): Words {
  return (words ??= wordsOf(language));
}

/** Whether there is a text of that key; for keys that are made of names from elsewhere. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(inLanguage().messages, key);
}

/** The text of a key in the current language, placeholders filled. */
export function t(key: MessageKey, values: Record<string, MessageValue> = {}): string {
  return filled(inLanguage().messages[key], values);
}

/** A template of the current language with its placeholders filled. */
export function filled(template: string, values: Record<string, MessageValue>): string {
  let text = '';
  renderTemplate(template, language, values, (piece) => {
    text += String(piece);
  });
  return text;
}

/** Like `t`, for sentences with an element inside: placeholders may be React nodes. */
export function tNodes(key: MessageKey, values: Record<string, ReactNode>): ReactNode {
  const pieces: ReactNode[] = [];
  renderTemplate(inLanguage().messages[key], language, values, (piece) => {
    pieces.push(piece as ReactNode);
  });
  return createElement(Fragment, null, ...pieces);
}

/**
 * The languages that the workbench speaks. The texts of each are a file of their own: a page fetches the one that is
 * chosen beside everything else (begin.ts), and the other when somebody switches to it.
 */
import type { Said, SayingCode } from '../../../src-main/contract/index.ts';
import { recall } from '../storage.ts';
import type { messages } from './messages/index.ts';

export type Language = 'en' | 'ko';
export type MessageKey = keyof typeof messages;

export interface Words {
  readonly messages: Readonly<Record<MessageKey, string>>;
  /** Null where the host speaks this language. */
  readonly ofHost: WordsOfHost | null;
}

/** How what the host says is said in another language than its own. */
export interface WordsOfHost {
  readonly sayings: Readonly<Record<SayingCode, string>>;
  readonly recognised: (text: string) => Said | undefined;
}

const FETCH: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./english.ts')).english,
  ko: async () => (await import('./korean.ts')).korean,
};
const RETRY_MS = 1_000;

const fetched = new Map<Language, Words>();
const fetching = new Map<Language, Promise<void>>();

/** What was chosen, else what the browser speaks. */
export function chosenLanguage(): Language {
  const { language } = recall<{ language?: unknown }>('settings', {});
  if (language === 'en' || language === 'ko') return language;
  return globalThis.navigator?.language?.startsWith('ko') ? 'ko' : 'en';
}

/** Done when the texts are here; while the host is away it is tried again and again. */
export function fetchLanguage(language: Language): Promise<void> {
  let promise = fetching.get(language);
  if (promise === undefined) fetching.set(language, (promise = fetchWords(language)));
  return promise;
}

async function fetchWords(language: Language): Promise<void> {
  for (;;) {
    try {
      fetched.set(language, await FETCH[language]());
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Those of a language that was fetched. */
export function wordsOf(language: Language): Words {
  const words = fetched.get(language);
  if (words === undefined) throw new Error(`the texts of "${language}" were not fetched`);
  return words;
}

/** What the workbench's process said, in the words of the language that is chosen. */
import type { Said } from '../../src-main/contract/index.ts';
import { currentLanguage, t } from './i18n/index.ts';

/** `message` is the same in English, or words of a broker or registry, which nobody translates. */
export function inWords(message: string, said: Said | undefined): string {
  return said === undefined || currentLanguage() === 'en' ? message : words(said);
}

function words({ code, values }: Said): string {
  const filled = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    typeof value === 'object' ? words(value) : String(value),
  ]);
  return t(`said.${code}`, Object.fromEntries(filled));
}

/** What the workbench's process said, in the words of the language that is chosen. */
import type { Said, SaidValue } from '../../src-main/contract/index.ts';
import { filled, wordsOfHost, type WordsOfHost } from './i18n/index.ts';
import { systemInWords } from './system-words.ts';

/** Gaps that hold a text of their own; in the others are names, which nobody translates. */
const TEXTS = new Set(['reason', 'problem', 'complaint', 'what', 'path', 'secret', 'status']);
/** Rows of a screen say the same again and again. */
const REMEMBERED = 2_000;
const known = new Map<string, string>();

/** `message` is the same in English, or words of a broker or registry. */
export function inWords(message: string, said: Said | undefined): string {
  const ofHost = wordsOfHost();
  if (ofHost === null || said === undefined) return translated(message);
  return systemInWords(words(said, ofHost));
}

/**
 * A text of the workbench in the language that is chosen. A remote broker's own words stay as they are; a text that
 * begins with a name, lists several, or ends with Kafka's name of an error is translated in its parts; the system's errors
 * are put into words.
 */
export function translated(text: string): string {
  return systemInWords(withSystemsWords(text));
}

/** The same for details, in which the system's errors stay as they came. */
export function withSystemsWords(text: string): string {
  const ofHost = wordsOfHost();
  if (ofHost === null) return text;
  let answer = known.get(text);
  if (answer === undefined) {
    answer = translate(text, ofHost) ?? text;
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, answer);
  }
  return answer;
}

function translate(text: string, ofHost: WordsOfHost): string | undefined {
  const said = ofHost.recognised(text);
  if (said !== undefined) {
    const whole = words(said, ofHost);
    return whole.replace(/\.$/, '') + (text.endsWith('.') ? '.' : '');
  }
  const [, explained, error] = /^(.+) (\([A-Z_]+\))$/s.exec(text) ?? [];
  const inner = explained && translate(explained, ofHost);
  if (inner) return `${inner} ${error}`;
  const list = text.split('; ');
  if (list.length > 1) {
    const parts = list.map((part) => translate(part, ofHost));
    return parts.every((part) => part !== undefined) ? parts.join('; ') : undefined;
  }
  for (let at = text.indexOf(': '); at >= 0; at = text.indexOf(': ', at + 2)) {
    const rest = translate(text.slice(at + 2), ofHost);
    if (rest !== undefined) return `${text.slice(0, at)}: ${rest}`;
  }
  return undefined;
}

function words({ code, values }: Said, ofHost: WordsOfHost): string {
  // Whose answer it is needs saying only where the words are somebody else's.
  if (code === 'kafka.answered' && typeof values.reason === 'string') {
    const ours = withSystemsWords(values.reason);
    if (ours !== values.reason) return ours;
  }
  const gaps = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    gap(name, value, ofHost),
  ]);
  return filled(ofHost.sayings[code], Object.fromEntries(gaps)).replace(/(?<=[^.])\.\.$/, '.');
}

function gap(name: string, value: SaidValue, ofHost: WordsOfHost): string {
  if (typeof value === 'object') return words(value, ofHost);
  return TEXTS.has(name) ? withSystemsWords(String(value)) : String(value);
}

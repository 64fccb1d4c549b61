import { t } from '../i18n/index.ts';
import { MAX_JSON_DEPTH, type JsonFaultText } from './index.ts';

/** What is wrong with a text that is no JSON, in the language that is chosen. */
export function jsonFaultWords(fault: JsonFaultText): string {
  switch (fault) {
    case 'text after the value':
      return t('json.fault.after');
    case 'ends too early':
      return t('json.fault.early');
    case 'not a JSON value':
      return t('json.fault.value');
    case 'not a JSON string':
      return t('json.fault.string');
    default: {
      const [, expected] = /^expected "(.+)"$/.exec(fault) ?? [];
      return expected === undefined
        ? t('json.fault.deep', { most: MAX_JSON_DEPTH })
        : t('json.fault.expected', { expected });
    }
  }
}

import { t } from '../../../lib/i18n/index.ts';

/** Kafka's limit on the length of a topic name (org.apache.kafka.common.internals.Topic). */
const LONGEST_NAME = 249;

/** What Kafka would refuse about a topic name, in a sentence, or null. */
export function topicNameProblem(name: string): string | null {
  if (name === '.' || name === '..') return t('topics.nameDots');
  if (!/^[a-zA-Z0-9._-]*$/.test(name)) return t('topics.nameLetters');
  if (name.length > LONGEST_NAME) return t('topics.nameLong', { most: LONGEST_NAME });
  return null;
}

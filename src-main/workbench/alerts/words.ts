// What a notification says. Pure.
import type { AlertFiring } from '../../contract/index.ts';

export type Language = 'en' | 'ko';

export function wordsOf(
  { groupId, topic, metric, threshold }: Pick<AlertFiring, 'groupId' | 'topic' | 'metric' | 'threshold'>,
  value: number,
  cluster: string,
  language: Language,
): { title: string; body: string } {
  const [now, limit] = [value, threshold].map((amount) =>
    metric === 'ms' ? seconds(amount, language) : records(amount, language),
  );
  return language === 'ko'
    ? { title: `${groupId}: ${now} 뒤처짐`, body: `${cluster}의 ${topic}, 기준 ${limit}` }
    : { title: `${groupId} is ${now} behind`, body: `${topic} in ${cluster}; the limit is ${limit}` };
}

function records(count: number, language: Language): string {
  const text = new Intl.NumberFormat(language).format(count);
  return language === 'ko' ? `레코드 ${text}개` : `${text} ${count === 1 ? 'record' : 'records'}`;
}

function seconds(ms: number, language: Language): string {
  const text = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(Math.round(ms / 1000));
  return language === 'ko' ? `${text}초` : `${text} s`;
}

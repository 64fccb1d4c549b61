import { expect, test } from 'vitest';
import { EMPTY_DRAFT, sendRequestOf, type Draft } from './draft.ts';
import { withSchemas } from './schema-input.ts';
import { OWN_SUBJECT } from './schema-store.ts';
import { redirected, targetOf } from './target.ts';

const own = { cluster: 'local', topic: 'orders.dlq' };
const orders = { cluster: 'local', topic: 'orders' };
const staging = { cluster: 'staging', topic: 'orders' };
const sent = (draft: Draft) => {
  const { cluster, topic } = targetOf(draft, own);
  return withSchemas(sendRequestOf(cluster, topic, draft), draft);
};
const written: Draft = { ...EMPTY_DRAFT, key: 'k', value: '{}', partition: '3' };
const by = { ...OWN_SUBJECT, version: 2 };
const encoded: Draft = {
  ...written,
  value: '{"id": 1}',
  kept: { key: { text: 'k', base64: 'aw==' }, value: { text: '{"id": 1}', base64: 'AAAAAAIC', schema: by } },
  schemas: { key: null, value: by },
};

test('a partition is one of the other topic: by key again; back at its own it has no other', () => {
  const away = redirected(written, { own, next: orders, sameRegistry: true });
  expect([away.target, away.partition, away.value]).toEqual([orders, '', '{}']);
  expect(redirected(away, { own, next: orders, sameRegistry: true })).toBe(away);
  const back = redirected({ ...away, partition: '1' }, { own, next: own, sameRegistry: true });
  expect(targetOf(back, own)).toEqual(own);
  expect([Object.keys(back).includes('target'), back.partition]).toEqual([false, '']);
});

test('what was encoded by the topic stays the same bytes in another topic, and edited it is of the same subject', () => {
  const away = redirected(encoded, { own, next: orders, sameRegistry: true });
  expect(sent(away)).toMatchObject({
    topic: 'orders',
    key: { kind: 'base64', base64: 'aw==' },
    value: { kind: 'base64', base64: 'AAAAAAIC' },
  });
  expect(sent({ ...away, value: '{"id": 2}' }).value).toEqual({
    kind: 'schema',
    text: '{"id": 2}',
    schema: { ...by, strategy: 'subject', name: 'orders.dlq-value' },
  });
  const record = { ...by, strategy: 'topic-record', name: 'shop.Order' } as const;
  const named = redirected(
    { ...written, schemas: { key: record } },
    { own, next: orders, sameRegistry: true },
  );
  expect(named.schemas!.key).toEqual({ ...by, strategy: 'subject', name: 'orders.dlq-shop.Order' });
});

test('for another registry it is encoded anew with the latest version; what is no schema’s stays its bytes', () => {
  const away = redirected(encoded, { own, next: staging, sameRegistry: false });
  expect(sent(away)).toMatchObject({
    cluster: 'staging',
    key: { kind: 'base64', base64: 'aw==' },
    value: {
      kind: 'schema',
      text: '{"id": 1}',
      schema: { strategy: 'subject', name: 'orders.dlq-value', version: null },
    },
  });
});

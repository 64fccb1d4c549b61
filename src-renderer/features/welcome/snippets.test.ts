import { expect, test } from 'vitest';
import { snippetsFor } from './snippets.ts';

test('every snippet carries the real address and the topic', () => {
  const bootstrap = '127.0.0.1:19092,127.0.0.1:19093';
  for (const { id, code } of snippetsFor(bootstrap, 'orders')) {
    for (const server of bootstrap.split(',')) expect(code, id).toContain(server);
    expect(code, id).toContain('orders');
    expect(code, id).not.toMatch(/undefined|\[object/);
  }
});

test('whoever reads as a group gets what was sent before, in every client', () => {
  for (const { id, code } of snippetsFor('h:1', 't'))
    expect(code, id).toMatch(/earliest|fromBeginning|AtStart|Earliest/);
});

test('the seven kinds of client of the first-run page are there', () => {
  const ids = snippetsFor('h:1', 't').map((snippet) => snippet.id);
  expect(ids).toEqual(['spring', 'kafkajs', 'platformatic', 'python', 'go', 'dotnet', 'kcat']);
});

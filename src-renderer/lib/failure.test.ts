import { expect, test } from 'vitest';
import { LINK_SAYINGS } from '../../src-main/contract/index.ts';
import { failureOf } from './client.ts';
import { CallError } from './contract-client.ts';

const attempt = { failed: 'It was not made.', unknown: 'Whether it was made is not known.' };
const thrown = (code: string) => new CallError({ code, message: 'Why.', nextStep: 'Next.' });

test('a change is said to have failed only where that is known', () => {
  for (const code of ['kafka', 'disconnected', 'read-only'])
    expect(failureOf(attempt, thrown(code))).toMatchObject({ code, what: attempt.failed, next: 'Next.' });
  expect(failureOf(attempt, thrown('unanswered'))).toMatchObject({ what: attempt.unknown, next: 'Next.' });
  // The workbench may have done it before it went away.
  expect(failureOf(attempt, thrown('lost'))).toMatchObject({
    code: 'unanswered',
    what: attempt.unknown,
    next: LINK_SAYINGS['link.lost.look'],
  });
  expect(failureOf(attempt, new Error('ours'))).toMatchObject({ what: attempt.failed });
});

test('what was only to be read was not read, whatever became of the question', () => {
  for (const code of ['lost', 'disconnected'])
    expect(failureOf('It was not read.', thrown(code))).toMatchObject({ code, what: 'It was not read.' });
});

import { expect, test } from 'vitest';
import { arrived, opened, type OpenRecord } from './open-record.ts';

/** `+0/1` opens a record, `+` closes it, `@0/1` is an address that arrives. */
function openAfter(...steps: string[]): string | undefined {
  let state: OpenRecord = { named: undefined, open: undefined, said: [] };
  for (const step of steps) {
    const key = step.slice(1) || undefined;
    state = step.startsWith('+') ? opened(state, key) : arrived(state, key);
  }
  return state.open;
}

test.each([
  ['what is opened is open before any address says so', ['+0/1'], '0/1'],
  ['its address changes nothing', ['+0/1', '@0/1'], '0/1'],
  ['the address of one before it comes too late', ['+0/1', '+0/2', '@0/1'], '0/2'],
  ['addresses that were left out are not waited for', ['+0/1', '+0/2', '+0/3', '@0/3'], '0/3'],
  ['Back decides', ['+0/1', '@0/1', '+0/2', '@0/2', '@0/1'], '0/1'],
  ['a link decides, whatever waits', ['+0/1', '+0/2', '@0/9'], '0/9'],
  ['Back to where none was open', ['+0/1', '@0/1', '@'], undefined],
  ['closed is closed', ['+0/1', '@0/1', '+', '@'], undefined],
])('%s', (_, steps, open) => expect(openAfter(...steps)).toBe(open));

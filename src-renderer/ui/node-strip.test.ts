import { expect, test } from 'vitest';
import type { NodeView } from '../../src-main/contract/index.ts';
import { nodeReason, nodeStateText } from './node-strip.tsx';

test.each([
  [{ status: 'dead', killedByHand: true, reason: 'killed' }, 'killed by you', ''],
  [{ status: 'dead', killedByHand: false, reason: 'killed' }, 'died', 'killed'],
  [{ status: 'stopped', killedByHand: false, reason: null }, 'stopped by you', ''],
  [{ status: 'running', fenced: true, reason: null }, 'fenced', ''],
  [{ status: 'running', fenced: false, reason: 'a log dir works again' }, 'running', 'a log dir works again'],
])('%o is said to be %j, and why: %j', (node, state, why) => {
  expect(nodeStateText(node as NodeView)).toBe(state);
  expect(nodeReason(node as NodeView)).toBe(why);
});

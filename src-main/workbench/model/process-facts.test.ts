import { expect, test } from 'vitest';
import type { NodeProcess } from '../../cluster/messages.ts';
import { processFacts } from './process-facts.ts';

const node: NodeProcess = {
  id: 2,
  status: 'running',
  pid: 7,
  host: '127.0.0.1',
  port: 9093,
  controllerPort: 9193,
  rack: null,
  upSinceMs: 1,
  dataDirectories: [],
  reason: null,
  killedByHand: false,
  restartAtMs: null,
  brokerEpoch: 12,
  starts: 1,
};
const step = (before: Partial<NodeProcess>, after: Partial<NodeProcess>) =>
  processFacts([{ ...node, ...before }], [{ ...node, ...after }]);

test.each([
  [{}, { status: 'paused' }, { kind: 'process-paused' }],
  [{ status: 'paused' }, {}, { kind: 'process-resumed' }],
  [{ status: 'starting' }, {}, { kind: 'process-serving', pid: 7 }],
  [{}, { status: 'dead', reason: 'killed', killedByHand: true }, { kind: 'process-killed' }],
  [
    {},
    { status: 'dead', reason: 'ended by SIGKILL', restartAtMs: 900 },
    { kind: 'process-died-restarts', reason: 'ended by SIGKILL', restartAtMs: 900 },
  ],
  [
    { status: 'starting' },
    { status: 'dead', reason: 'no room' },
    { kind: 'process-died', reason: 'no room' },
  ],
  [
    { status: 'dead', restartAtMs: 900 },
    { status: 'starting' },
    { kind: 'process-starting', byItself: true },
  ],
  [{ status: 'stopped' }, { status: 'starting' }, { kind: 'process-starting', byItself: false }],
  [{}, { status: 'stopping' }, { kind: 'process-stopping' }],
  [{ status: 'stopping' }, { status: 'stopped' }, { kind: 'process-stopped', reason: null }],
] as const)('from %j to %j', (before, after, fact) => {
  expect(step(before, after)).toEqual([{ node: 2, ...fact }]);
});

test('what does not change says nothing', () => {
  expect(step({}, { upSinceMs: 2 })).toEqual([]);
  expect(processFacts([], [node])).toEqual([]);
});

import { expect, test } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import type { FactBody } from '../../env/index.ts';
import {
  auditFacts,
  checkHistory,
  type CheckOptions,
  compareReplicas,
  Findings,
  formatHistory,
  type EntryType,
  type HistoryEntry,
  type OperationKind,
  parseHistory,
  type Step,
} from './index.ts';

/**
 * A line is an end, with its invocation just before it: `process type kind steps`. A step is `a=5@7` (send 5, landed at
 * 7), `a=5` (send, offset unknown) or `a:5@7,6@8` (poll). `begin NAME` puts the invocation of the line that ends with
 * `#NAME` earlier; `~a` says that a was rebalanced.
 */
function history(text: string): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  const begun = new Map<string, number>();
  let op = 0;
  for (const line of text.trim().split(/\s*\n\s*/)) {
    const words = line.split(' ');
    const timeMs = entries.length;
    if (words[0] === 'begin') {
      begun.set(words[1], op);
      entries.push({ op: op++, process: '', timeMs, type: 'invoke', f: 'send', steps: [] });
      continue;
    }
    const [process, type, f, ...rest] = words as [string, EntryType, OperationKind, ...string[]];
    const name = rest.find((word) => word.startsWith('#'))?.slice(1);
    const rebalanced = rest.filter((word) => word.startsWith('~')).map((word) => word.slice(1));
    const details = rest.find((word) => word.startsWith('{'));
    const detail = details === undefined ? undefined : JSON.parse(details);
    const steps = rest.filter((word) => /^\w+[=:]/.test(word)).map(parseStep);
    const id = name === undefined ? op++ : begun.get(name)!;
    const commit = f === 'commit' ? detail : undefined;
    if (name === undefined) entries.push({ op: id, process, timeMs, type: 'invoke', f, steps: [], commit });
    entries.push({
      op: id,
      process,
      timeMs: timeMs + 0.5,
      type,
      f,
      steps,
      rebalanced,
      commit,
      fetched: f === 'fetch-offset' ? detail : undefined,
    });
  }
  return entries;
}

function parseStep(word: string): Step {
  const [, key, kind, rest] = /^(\w+)([=:])(.*)$/.exec(word)!;
  const pairs = rest.split(',').map((pair) => pair.split('@'));
  if (kind === '=') {
    const [[value, offset]] = pairs;
    return { f: 'send', key, value: Number(value), offset: offset === undefined ? null : Number(offset) };
  }
  const list = rest === '' ? [] : pairs;
  return {
    f: 'poll',
    key,
    offsets: list.map(([, offset]) => Number(offset)),
    values: list.map(([value]) => Number(value)),
  };
}

/** The findings as `check` or, where they are reports, `(check)`. */
function verdictOf(text: string, options?: CheckOptions): string {
  const { findings, valid } = checkHistory(history(text), options);
  const names = findings.map(({ check, severity }) => (severity === 'fatal' ? check : `(${check})`));
  expect(valid).toBe(!names.some((name) => !name.startsWith('(')));
  return [...new Set(names)].join(' ');
}

const GOOD = `
  p ok send a=1@0
  p ok send a=2@1
  p info send a=3
  q ok txn b=1@0 a=4@4
  c ok assign
  c ok poll a:1@0,2@1
  c ok poll a:3@2,4@4 b:1@0`;

test('a good history has no findings, gaps of markers and outcomes nobody knows included', () => {
  expect(verdictOf(GOOD)).toBe('');
});

const PLANTED: [name: string, text: string, found: string, options?: CheckOptions][] = [
  [
    'two values at an offset, in two polls',
    `p ok send a=1@0\nq ok send a=2@1\nc ok poll a:1@0,2@1\nd ok poll a:2@0`,
    'inconsistent-offsets duplicate',
  ],
  [
    'acknowledged at an offset where another value is read',
    `p ok send a=1@0\nq info send a=2\nr ok send a=3@1\nc ok poll a:2@0,3@1\nd ok poll a:1@5`,
    'inconsistent-offsets duplicate',
  ],
  [
    'a spurious offset 0 on success',
    `p ok send a=1@0\nq ok send a=2@0\nc ok poll a:1@0\nd ok poll a:2@1`,
    'inconsistent-offsets duplicate',
  ],
  ['a value at two offsets', `p ok send a=1@0\nc ok poll a:1@0,1@1`, 'duplicate'],
  [
    'the same, with a producer that may repeat itself',
    `p ok send a=1@0\nc ok poll a:1@0,1@1`,
    '(duplicate)',
    { idempotent: false },
  ],
  ['a value from nowhere', `c ok poll a:9@0`, 'unwritten-read'],
  ['the read of a send that failed', `p fail send a=1\nc ok poll a:1@0`, 'G1a'],
  ['the read of an aborted transaction', `p fail txn a=1 b=2\nq ok send b=3@1\nc ok poll b:2@0,3@1`, 'G1a'],
  ['the same at read_uncommitted', `p fail send a=1\nc ok poll a:1@0`, '(G1a)', { readCommitted: false }],
  ['a transaction that reads what it sent', `p ok txn a=1@0 a:1@0`, 'precommitted-read'],
  [
    'an acknowledged record in the middle is gone',
    `p ok send a=1@0\np ok send a=2@1\np ok send a=3@2\nc ok assign\nc ok poll a:1@0\nc ok assign\nc ok poll a:3@2`,
    'lost-write unseen',
  ],
  [
    'the same, and nobody read to the end',
    `p ok send a=1@0\np ok send a=2@1\np ok send a=3@2\nc ok poll a:1@0\nc ok crash\nc ok poll a:3@2`,
    'lost-write',
    { finalReads: false },
  ],
  [
    'one half of a transaction is gone',
    `p info txn a=1@0 b=2@0\nq ok send b=3@1\nc ok poll a:1@0\nd ok poll b:3@1`,
    'lost-write torn-transaction',
  ],
  ['one half of a transaction was never placed', `p info txn a=1 b=2\nc ok poll a:1@0`, 'torn-transaction'],
  [
    'an acknowledged record at the end is gone',
    `p ok send a=1@0\np ok send a=2@1\nc ok poll a:1@0`,
    'unseen',
  ],
  [
    'a consumer jumps over a record',
    `p ok send a=1@0\np ok send a=2@1\np ok send a=3@2\nc ok poll a:1@0\nc ok poll a:3@2\nd ok poll a:1@0,2@1,3@2`,
    'poll-skip',
  ],
  [
    'the same in a group',
    `p ok send a=1@0\np ok send a=2@1\np ok send a=3@2\nc ok subscribe\nc ok poll a:1@0\nc ok poll a:3@2\nd ok poll a:1@0,2@1,3@2`,
    '(poll-skip)',
  ],
  [
    'a consumer goes back',
    `p ok send a=1@0\np ok send a=2@1\nc ok poll a:1@0,2@1\nc ok poll a:1@0`,
    'nonmonotonic-poll',
  ],
  [
    'a poll jumps within itself',
    `p ok send a=1@0\np ok send a=2@1\np ok send a=3@2\nc ok poll a:1@0,3@2\nd ok poll a:2@1`,
    'int-poll-skip',
  ],
  [
    'the same for a key that was rebalanced meanwhile',
    `p ok send a=1@0\np ok send a=2@1\np ok send a=3@2\nc ok poll a:1@0,3@2 ~a\nd ok poll a:2@1`,
    '',
  ],
  [
    'a poll goes back within itself',
    `p ok send a=1@0\np ok send a=2@1\nc ok poll a:2@1,1@0`,
    'int-nonmonotonic-poll',
  ],
  [
    'a later send stands before an earlier one',
    `p ok send a=1@1\np ok send a=2@0\nc ok poll a:2@0,1@1`,
    'nonmonotonic-send realtime-send',
  ],
  [
    'a late retry of an unknown send',
    `p info send a=1\np ok send a=2@0\nc ok poll a:2@0,1@1`,
    'nonmonotonic-send',
  ],
  [
    'sends that were under way together, ended in the other order',
    `begin x\nbegin y\np ok send a=2@1 #y\np ok send a=1@0 #x\nc ok poll a:1@0,2@1`,
    '',
  ],
  [
    'sends that were under way together, in the wrong order',
    `begin x\nbegin y\np ok send a=2@0 #y\np ok send a=1@1 #x\nc ok poll a:2@0,1@1`,
    'nonmonotonic-send',
  ],
  ['a transaction in the wrong order', `p ok txn a=1@1 a=2@0\nc ok poll a:2@0,1@1`, 'int-nonmonotonic-send'],
  [
    'a foreign record within a transaction',
    `begin x\nbegin y\np ok txn a=1@0 a=2@2 #x\nq ok send a=3@1 #y\nc ok poll a:1@0,3@1,2@2`,
    '(int-send-skip) (G0)',
  ],
  ['two transactions that read each other', `p ok txn a=1@0 b:2@0\nq ok txn b=2@0 a:1@0`, 'G1c'],
  [
    'a circle that needs the order of a process',
    `c ok poll b:2@0\nc ok send a=1@0\nq ok poll a:1@0\nq ok send b=2@0`,
    'G1c-process',
  ],
  ['a poll that saw the future', `c ok poll a:1@0\nq ok send a=1@0`, 'G1c-realtime'],
  [
    'a commit beyond what was processed',
    `m ok commit {"group":"g","generation":1,"key":"a","offset":5,"processed":4}`,
    'commit-beyond-processed',
  ],
  [
    'a commit that goes back',
    `m ok commit {"group":"g","generation":1,"key":"a","offset":5,"processed":5}\nm ok commit {"group":"g","generation":1,"key":"a","offset":3,"processed":3}`,
    'commit-went-back',
  ],
  [
    'a commit of a generation that is over',
    `m ok commit {"group":"g","generation":2,"key":"a","offset":1,"processed":1}\nn ok commit {"group":"g","generation":1,"key":"b","offset":1,"processed":1}`,
    'fenced-commit',
  ],
  [
    'a send that began after another was acknowledged, and stands before it',
    `p ok send a=1@1\nq ok send a=2@0\nc ok poll a:2@0,1@1`,
    'realtime-send',
  ],
  [
    'the same, of sends that were under way together',
    `begin x\nbegin y\np ok send a=1@1 #x\nq ok send a=2@0 #y\nc ok poll a:2@0,1@1`,
    '',
  ],
  [
    'an acknowledged commit that is gone',
    `m ok commit ${committed(1)}\nm ok commit ${committed(2)}\nr ok fetch-offset ${fetched(1, true)}`,
    'commit-lost',
  ],
  [
    'a group that is forgotten',
    `m ok commit ${committed(1)}\nr ok fetch-offset ${fetched(-1, true)}`,
    'commit-lost',
  ],
  [
    'what a coordinator says that does not know its successor',
    `m ok commit ${committed(1)}\nm ok commit ${committed(2)}\nr ok fetch-offset ${fetched(1, false)}`,
    '',
  ],
  [
    'a commit of unknown end that came late',
    `m info commit ${committed(1)}\nm ok commit ${committed(2)}\nr ok fetch-offset ${fetched(1, true)}`,
    '',
  ],
  [
    'an offset that nobody committed',
    `m ok commit ${committed(1)}\nr ok fetch-offset ${fetched(3, false)}`,
    'commit-from-nowhere',
  ],
];

function committed(offset: number): string {
  return JSON.stringify({ group: 'g', generation: -1, key: 'a', offset, processed: offset });
}
function fetched(offset: number, isFinal: boolean): string {
  return JSON.stringify({ group: 'g', key: 'a', offset, isFinal });
}

test.each(PLANTED)('%s', (_name, text, found, options) => {
  expect(verdictOf(text, options)).toBe(found);
});

const AUDITED: [name: string, facts: [node: number, fact: FactBody][], found: string][] = [
  [
    'two leaders of a partition in an epoch',
    [
      [1, led(5)],
      [2, led(5)],
    ],
    'two-leaders-in-epoch',
  ],
  [
    'leaders of different epochs',
    [
      [1, led(5)],
      [2, led(6)],
    ],
    '',
  ],
  [
    'two controllers in an epoch',
    [
      [1, quorum(1, 3)],
      [2, quorum(2, 3)],
    ],
    'two-controllers-in-epoch',
  ],
  [
    'an epoch of the quorum that goes back',
    [
      [1, quorum(1, 3)],
      [1, quorum(1, 2)],
    ],
    'epoch-went-back',
  ],
  [
    'a high watermark that goes back',
    [
      [1, highWatermark(7)],
      [1, highWatermark(6)],
    ],
    'high-watermark-went-back',
  ],
  [
    'another node shows less',
    [
      [1, highWatermark(7)],
      [2, highWatermark(6)],
    ],
    '',
  ],
  [
    'a truncation of committed records',
    [
      [1, highWatermark(7)],
      [1, truncated(6)],
    ],
    'truncated-below-high-watermark',
  ],
  [
    'a truncation of a tail that another node has otherwise',
    [
      [1, highWatermark(7)],
      [2, truncated(6)],
    ],
    '',
  ],
  [
    'a process ends, and with it goes what was committed',
    [
      [1, highWatermark(7)],
      [1, recovered(6)],
    ],
    'lost-with-a-process',
  ],
  [
    'a replica that was moved away comes back',
    [
      [1, highWatermark(7)],
      [1, follows(0)],
      [1, highWatermark(6)],
    ],
    '',
  ],
  [
    'a topic that was deleted and made again: another leader of its first epoch, nothing committed',
    [
      [1, led(0)],
      [1, highWatermark(7)],
      [2, led(0, 'b')],
      [1, led(1, 'b')],
      [1, highWatermark(1)],
    ],
    '',
  ],
  [
    'a topic that was made again: two leaders of its first epoch',
    [
      [1, led(0)],
      [2, led(0, 'b')],
      [1, led(0, 'b')],
    ],
    'two-leaders-in-epoch',
  ],
  [
    'a truncation above',
    [
      [1, highWatermark(7)],
      [2, truncated(7)],
    ],
    '',
  ],
  [
    'a log that begins beyond what is committed',
    [
      [1, highWatermark(7)],
      [2, { kind: 'log-start-advanced', topic: 't', partition: 0, toOffset: 8, reason: 'leader' }],
    ],
    'unexplained-log-start',
  ],
];

function led(leaderEpoch: number, topicId = 'a'): FactBody {
  return { kind: 'became-leader', topic: 't', topicId, partition: 0, leaderEpoch, endOffset: 0 };
}
function quorum(leaderId: number, epoch: number): FactBody {
  return { kind: 'quorum-changed', leaderId, epoch, role: 'follower' };
}
function highWatermark(offset: number): FactBody {
  return {
    kind: 'high-watermark-advanced',
    topic: 't',
    partition: 0,
    highWatermark: offset,
    endOffset: offset,
  };
}
function truncated(toOffset: number): FactBody {
  return { kind: 'log-truncated', topic: 't', partition: 0, toOffset, fromOffset: 9, reason: 'test' };
}

function recovered(endOffset: number): FactBody {
  return { kind: 'log-recovered', topic: 't', partition: 0, endOffset, truncatedBytes: 0 };
}
function follows(endOffset: number): FactBody {
  return { kind: 'became-follower', topic: 't', topicId: 'a', partition: 0, leaderEpoch: 1, endOffset };
}

test.each(AUDITED)('audit: %s', (_name, facts, found) => {
  const findings = new Findings();
  const stream = facts.map(([node, fact], sequence) => ({
    fact: { ...fact, node, sequence, monotonicMs: sequence, wallMs: sequence },
    life: 1,
    disk: 1,
  }));
  auditFacts(stream, findings);
  expect(findings.list.map(({ check }) => check).join(' ')).toBe(found);
});

test('replicas must be the same below the high watermark, from the largest start on', () => {
  const batches = (...numbers: number[]) => Float64Array.from(numbers);
  const whole = { node: 1, startOffset: 0, batches: batches(0, 1, 1, 11, 2, 4, 1, 22, 5, 5, 2, 33) };
  const cases: [number, Float64Array, number, string?][] = [
    [0, batches(0, 1, 1, 11, 2, 4, 1, 22), 5],
    [2, batches(2, 4, 1, 22, 5, 5, 9, 99), 5],
    [0, batches(0, 1, 1, 11, 2, 4, 1, 22), 6, '3 and 2 batches'],
    [0, batches(0, 1, 1, 11, 2, 4, 1, 23), 5, 'CRC 22 and 23 in the batch at 2'],
    [0, batches(0, 1, 1, 11, 2, 4, 2, 22), 5, 'leader epoch 1 and 2 in the batch at 2'],
  ];
  for (const [startOffset, other, end, fault] of cases) {
    const findings = new Findings();
    compareReplicas('t-0', [whole, { node: 2, startOffset, batches: other }], end, findings);
    expect(findings.list.map(({ detail }) => detail)).toEqual(
      fault === undefined ? [] : [`t-0: nodes 1 and 2 differ: ${fault}`],
    );
  }
});

test('a history survives its text form', () => {
  const entries = history(GOOD);
  expect(parseHistory(formatHistory(entries))).toEqual(JSON.parse(JSON.stringify(entries)));
});

/** Many producers and consumers on a few keys, everything right. */
function longHistory(sends: number): HistoryEntry[] {
  const random = seededRandom(3);
  const entries: HistoryEntry[] = [];
  const ends = [0, 0, 0, 0];
  const values: number[][] = [[], [], [], []];
  const positions = Array.from({ length: 3 }, () => [0, 0, 0, 0]);
  const add = (process: string, f: 'send' | 'poll', steps: Step[]) => {
    const op = entries.length;
    entries.push({ op, process, timeMs: op, type: 'invoke', f, steps: [] });
    entries.push({ op, process, timeMs: op + 1, type: 'ok', f, steps });
  };
  const poll = (consumer: number, key: number) => {
    const from = positions[consumer][key];
    const offsets = Array.from({ length: ends[key] - from }, (_, index) => from + index);
    positions[consumer][key] = ends[key];
    add(`c${consumer}`, 'poll', [{ f: 'poll', key: `k${key}`, offsets, values: values[key].slice(from) }]);
  };
  for (let value = 0; value < sends; value++) {
    const key = Math.floor(random() * 4);
    values[key].push(value);
    add(`p${value % 5}`, 'send', [{ f: 'send', key: `k${key}`, value, offset: ends[key]++ }]);
    if (value % 10 === 0) poll(Math.floor(random() * 3), key);
  }
  for (let key = 0; key < 4; key++) poll(0, key);
  return entries;
}

test('a history of 100,000 operations takes a time that grows with its length', { timeout: 300_000 }, () => {
  const cpuMsOf = (sends: number): number => {
    const entries = longHistory(sends);
    const before = process.cpuUsage();
    const verdict = checkHistory(entries);
    const { user, system } = process.cpuUsage(before);
    expect(verdict.counts).toEqual({});
    expect(verdict.report.acknowledged).toBe(sends);
    return (user + system) / 1000;
  };
  cpuMsOf(10_000);
  const short = Math.min(cpuMsOf(22_500), cpuMsOf(22_500));
  // 90,000 sends and 9,000 polls. Four times as long: a quadratic check would take sixteen times as much.
  expect(cpuMsOf(90_000) / short).toBeLessThan(10);
});

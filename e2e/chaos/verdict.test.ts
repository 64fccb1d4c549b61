import { expect, test } from 'vitest';
import type { AuditedFact } from '../../src-main/sim/checker/index.ts';
import { recordBatch } from '../support/tiny-client.ts';
import { LoadRecorder } from './load-events.ts';
import { encodeRecord } from './record.ts';
import { readLog } from './segments.ts';
import { judge } from './verdict.ts';
import type { Judgement } from './verdict.ts';

const TOPIC = 'load';
const PRODUCER = 1;

/** A log of batches; a batch is the sequences of its records. */
function log(node: number, batches: readonly (readonly number[])[], leaderEpoch = 0) {
  let nextOffset = 0;
  const parts = batches.map((sequences) => {
    const records = sequences.map((sequence) => ({
      key: null,
      value: Buffer.from(encodeRecord({ producer: PRODUCER, sequence, partition: 0 })),
    }));
    const batch = recordBatch(records, 0);
    batch.writeBigInt64BE(BigInt(nextOffset), 0);
    batch.writeInt32BE(leaderEpoch, 12);
    nextOffset += sequences.length;
    return batch;
  });
  return readLog(node, [Buffer.concat(parts)], nextOffset);
}

/** Lines of a producer and, after `group`, of a group's member; then the logs that nodes hold. */
function judged(
  lines: string,
  logs: readonly (readonly (readonly number[])[])[],
  { facts = [] as AuditedFact[], member = '' } = {},
): Judgement {
  const recorder = new LoadRecorder(TOPIC);
  let timeMs = 0;
  for (const line of lines.split('\n'))
    recorder.hear({ name: 'p', producer: PRODUCER }, line.trim(), timeMs++);
  if (member !== '') recorder.hear({ name: 'g-1', producer: 0 }, member, timeMs++);
  const replicas = logs.map((batches, index) => log(index + 1, batches));
  const highWatermark = logs[0]!.flat().length;
  return judge({
    partitions: [{ key: `${TOPIC}-0`, highWatermark, replicas }],
    facts,
    history: (finalReads) => recorder.history(finalReads),
    groups: member === '' ? new Map() : new Map([['g', ['g-1']]]),
  });
}

const summary = ({ lost, duplicated, reordered, other }: Judgement) =>
  `${lost} lost, ${duplicated} duplicated, ${reordered} reordered, ${other} other`;

const TWO_GROUPS = `s 0 0 0 0 2
  e 0 0,1
  s 1 0 0 2 2
  e 1 2,3`;

test.each([
  {
    story: 'a sound run',
    lines: TWO_GROUPS,
    logs: [
      [
        [0, 1],
        [2, 3],
      ],
      [
        [0, 1],
        [2, 3],
      ],
    ],
    is: '0 lost, 0 duplicated, 0 reordered, 0 other',
  },
  {
    story: 'acknowledged and gone',
    lines: TWO_GROUPS,
    logs: [[[0, 1]]],
    is: '2 lost, 0 duplicated, 0 reordered, 0 other',
  },
  {
    story: 'acknowledged, and another record in its place',
    lines: `${TWO_GROUPS}
      s 2 0 0 4 2
      e 2 ?,?`,
    logs: [
      [
        [0, 1],
        [4, 5],
      ],
    ],
    is: /^2 lost, .*[1-9]\d* other$/,
  },
  {
    story: 'a batch twice',
    lines: TWO_GROUPS,
    logs: [
      [
        [0, 1],
        [2, 3],
        [2, 3],
      ],
    ],
    is: '0 lost, 2 duplicated, 0 reordered, 0 other',
  },
  {
    story: 'an unknown outcome may appear',
    lines: `s 0 0 0 0 2
      e 0 ?,?`,
    logs: [[[0, 1]]],
    is: '0 lost, 0 duplicated, 0 reordered, 0 other',
  },
  {
    story: 'or not, or in part',
    lines: `s 0 0 0 0 2
      e 0 ?,?
      s 1 1 0 2 2
      e 1 1,2`,
    logs: [[[1], [2, 3]]],
    is: '0 lost, 0 duplicated, 0 reordered, 0 other',
  },
  {
    story: 'but not twice',
    lines: `s 0 0 0 0 1
      e 0 ?
      s 1 1 0 1 1
      e 1 1`,
    logs: [[[0], [1], [0]]],
    is: '0 lost, 1 duplicated, 0 reordered, 0 other',
  },
  {
    story: 'sent later, stored earlier',
    lines: `s 0 0 0 0 1
      s 1 0 0 1 1
      e 1 0
      e 0 1`,
    logs: [[[1], [0]]],
    is: '0 lost, 0 duplicated, 1 reordered, 0 other',
  },
  {
    story: 'order within a group',
    lines: `s 0 0 0 0 2
      e 0 1,0`,
    logs: [[[1, 0]]],
    is: '0 lost, 0 duplicated, 1 reordered, 0 other',
  },
  {
    story: 'an answer with the wrong offset',
    lines: `s 0 0 0 0 1
      e 0 1
      s 1 0 0 1 1
      e 1 1`,
    logs: [[[0], [1]]],
    is: /[1-9]\d* other$/,
  },
  {
    story: 'a record nobody sent',
    lines: TWO_GROUPS,
    logs: [[[0, 1], [2, 3], [9]]],
    is: '0 lost, 0 duplicated, 0 reordered, 1 other',
  },
  {
    story: 'replicas that differ in a record',
    lines: TWO_GROUPS,
    logs: [
      [
        [0, 1],
        [2, 3],
      ],
      [
        [0, 1],
        [2, 4],
      ],
    ],
    is: '0 lost, 0 duplicated, 0 reordered, 2 other',
  },
  {
    story: 'a replica that lacks the end',
    lines: TWO_GROUPS,
    logs: [
      [
        [0, 1],
        [2, 3],
      ],
      [[0, 1]],
    ],
    is: '0 lost, 0 duplicated, 0 reordered, 2 other',
  },
])('$story', ({ lines, logs, is }) => {
  const said = summary(judged(lines, logs));
  if (typeof is === 'string') expect(said).toBe(is);
  else expect(said).toMatch(is);
});

test('a group that was not given everything is told', () => {
  const logs = [
    [
      [0, 1],
      [2, 3],
    ],
  ];
  const all = 'r 0 0,1,2,3 10000000000,10000000001,10000000002,10000000003';
  const some = 'r 0 0,1,3 10000000000,10000000001,10000000003';
  expect(judged(TWO_GROUPS, logs, { member: all }).other).toBe(0);
  expect(judged(TWO_GROUPS, logs, { member: some }).findings).toContainEqual(
    expect.objectContaining({ check: 'poll-skip', detail: expect.stringContaining('from 2 on') }),
  );
});

test('a group that was given something else than what is stored is told', () => {
  const member = 'r 0 0,1,2,3 10000000000,10000000001,10000000002,-1';
  expect(
    judged(
      TWO_GROUPS,
      [
        [
          [0, 1],
          [2, 3],
        ],
      ],
      { member },
    ).other,
  ).toBeGreaterThan(0);
});

test('what nodes said about themselves counts', () => {
  const leads = (node: number): AuditedFact => ({
    fact: {
      kind: 'became-leader',
      topic: TOPIC,
      topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
      partition: 0,
      leaderEpoch: 3,
      endOffset: 0,
      node,
      sequence: 0,
      monotonicMs: 0,
      wallMs: 0,
    },
    life: 1,
    disk: 0,
  });
  expect(
    judged(
      TWO_GROUPS,
      [
        [
          [0, 1],
          [2, 3],
        ],
      ],
      { facts: [leads(1), leads(2)] },
    ).other,
  ).toBe(1);
});

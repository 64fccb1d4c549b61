import {
  cpSync,
  mkdtempSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Kafka, CompressionTypes, logLevel } from 'kafkajs';
import type { Page } from '@playwright/test';
import { inFront, openScreen } from './screens.ts';

/** The smallest that Kafka allows: a few records fill a segment. */
const SEGMENT_BYTES = 1_048_576;
const VALUE_BYTES = 10_000;
const RECORDS_PER_BATCH = 10;

/** A topic of one partition with three segments, whose keys come round again and again. Every fourth batch is gzip. */
export async function topicOfThreeSegments(bootstrapServers: string, topic: string): Promise<void> {
  const kafka = new Kafka({
    brokers: bootstrapServers.split(','),
    clientId: 'files-spec',
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  const producer = kafka.producer({ idempotent: true });
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic,
          numPartitions: 1,
          replicationFactor: 3,
          configEntries: [{ name: 'segment.bytes', value: String(SEGMENT_BYTES) }],
        },
      ],
    });
    for (let batch = 0; batch < 27; batch++) {
      const messages = Array.from({ length: RECORDS_PER_BATCH }, (_, index) => ({
        key: `customer-${(batch * RECORDS_PER_BATCH + index) % 7}`,
        value: `{"order":${batch * RECORDS_PER_BATCH + index},"note":"${'n'.repeat(VALUE_BYTES)}"}`,
        headers: { trace: `t-${batch}` },
      }));
      const compression = batch % 4 === 3 ? CompressionTypes.GZIP : CompressionTypes.None;
      await producer.send({ topic, acks: -1, messages, compression });
    }
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
}

export async function compact(bootstrapServers: string, topic: string): Promise<void> {
  const kafka = new Kafka({
    brokers: bootstrapServers.split(','),
    clientId: 'files-spec',
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const configEntries = [
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'min.cleanable.dirty.ratio', value: '0.01' },
      { name: 'segment.bytes', value: String(SEGMENT_BYTES) },
    ];
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries }] });
  } finally {
    await admin.disconnect();
  }
}

/** Flips one bit of a file, as a disk might. */
export function flipBit(path: string, position: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, position);
  byte[0] ^= 1;
  writeSync(file, byte, 0, 1, position);
  closeSync(file);
}

/** A copy of a partition's folder whose newest segment ends in the middle of a batch. */
export function tornCopy(folder: string, newestLog: string): { root: string; folder: string } {
  const root = mkdtempSync(join(tmpdir(), 'sluice-torn-'));
  const copy = join(root, basename(folder));
  cpSync(folder, copy, { recursive: true });
  const log = join(copy, newestLog);
  truncateSync(log, statSync(log).size - 7);
  return { root, folder: copy };
}

/** Opens the folder of a node, and a partition in it. */
export async function openPartition(page: Page, node: number, folder: string): Promise<void> {
  await openScreen(page, 'files');
  const roots = inFront(page, 'folder-tree').getByTestId('tree-data-1');
  await roots.nth(node - 1).click();
  await inFront(page, `open-${folder}`).click();
  await inFront(page, 'segment-table').waitFor();
}

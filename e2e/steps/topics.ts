import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { inFront, openScreen } from './screens.ts';

export function kafkaOf(bootstrapServers: string): Kafka {
  return new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });
}

/** Makes topics without the screens, for stories about something else. */
export async function makeTopics(
  bootstrapServers: string,
  topics: readonly {
    topic: string;
    numPartitions?: number;
    replicationFactor?: number;
    configEntries?: { name: string; value: string }[];
  }[],
): Promise<void> {
  const admin = kafkaOf(bootstrapServers).admin();
  await admin.connect();
  try {
    await admin.createTopics({
      topics: topics.map((topic) => ({ numPartitions: 1, replicationFactor: 1, ...topic })),
      waitForLeaders: true,
    });
  } finally {
    await admin.disconnect();
  }
}

/** Records `v0`, `v1` … of one partition. */
export async function fillPartition(
  bootstrapServers: string,
  topic: string,
  partition: number,
  count: number,
): Promise<void> {
  const producer = kafkaOf(bootstrapServers).producer();
  await producer.connect();
  const messages = Array.from({ length: count }, (_, at) => ({ partition, value: `v${at}` }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}

/** A topic's row of the list, by its name alone. */
export function topicRow(page: Page, name: string) {
  return inFront(page, 'topics-table')
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) });
}

/** Something out of the context menu of a topic's row. */
export async function actOnTopic(page: Page, name: string, entry: string): Promise<void> {
  await openScreen(page, 'topics');
  await topicRow(page, name).locator('[data-col=partitions]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

export async function confirmTyping(page: Page, text: string, action: string): Promise<void> {
  const dialog = page.getByTestId('confirm-dialog');
  await dialog.getByTestId('confirm-name').fill(text);
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

/** Commits from outside, as a group without members lets anybody. */
export async function commitOffsets(
  bootstrapServers: string,
  groupId: string,
  topic: string,
  offsets: readonly (readonly [partition: number, offset: number])[],
): Promise<void> {
  const admin = kafkaOf(bootstrapServers).admin();
  await admin.connect();
  try {
    const partitions = offsets.map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await admin.setOffsets({ groupId, topic, partitions });
  } finally {
    await admin.disconnect();
  }
}

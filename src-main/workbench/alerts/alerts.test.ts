import { expect, test } from 'vitest';
import { commitOffsets, KafkaClient } from '../../client/index.ts';
import type { AlertRule, AlertsView } from '../../contract/index.ts';
import { nodeEnv } from '../../env/node/index.ts';
import { startTestNode } from '../../node/in-process.ts';
import { startTestBench, type TestBench, type TestScreen } from '../test-kit.ts';

const cluster = 'local';
const RULE: AlertRule = {
  id: '',
  cluster,
  groupPattern: 'ware*',
  topicPattern: '*',
  metric: 'records',
  threshold: 3,
  forMs: 0,
  enabled: true,
  mutedUntilMs: null,
};

async function fall(bench: TestBench, screen: TestScreen, records: number): Promise<KafkaClient> {
  await screen.call('topics.create', {
    cluster,
    name: 't',
    partitions: 1,
    replicationFactor: 1,
    configs: {},
  });
  for (let at = 0; at < records; at++)
    await screen.call('messages.send', {
      cluster,
      topic: 't',
      partition: 0,
      key: { kind: 'null' },
      value: { kind: 'text', text: 'v' },
      headers: [],
      timestampMs: null,
      compression: 'none',
      acks: 'all',
    });
  const client = new KafkaClient(nodeEnv(), {
    clientId: 'test',
    bootstrap: [{ host: bench.node.host, port: bench.node.port }],
  });
  await commitOffsets(client, 'warehouse', [{ topic: 't', partition: 0, offset: 0 }]);
  await commitOffsets(client, 'other', [{ topic: 't', partition: 0, offset: 0 }]);
  return client;
}

const notified = ({ asked }: TestBench) =>
  asked.flatMap((action) => (action.kind === 'notify' ? [action.title] : []));
const states = ({ standings }: AlertsView) =>
  standings.map(({ groupId, state, value }) => `${groupId} ${state} ${value}`).join();

test('lag above a rule notifies once, is in the history, and is over when the group has caught up', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const client = await fall(bench, screen, 5);
  const watch = screen.listen('alerts.watch', { language: 'en' });
  expect(await watch.until(() => true)).toEqual({ rules: [], standings: [], firings: [] });
  const rule = await screen.call('alerts.save', { rule: RULE });
  expect(rule.id).not.toBe('');
  expect(bench.keepAlive).toBe(true);
  const firing = await watch.until(({ firings }) => firings.length === 1);
  expect(firing.firings[0]).toMatchObject({ groupId: 'warehouse', topic: 't', peak: 5, clearedAtMs: null });
  await watch.until((view) => states(view) === 'warehouse firing 5');
  // No screen looks at groups: the workbench does by itself.
  await commitOffsets(client, 'warehouse', [{ topic: 't', partition: 0, offset: 5 }]);
  const over = await watch.until(({ firings }) => typeof firings[0]?.clearedAtMs === 'number');
  expect(states(over)).toBe('');
  expect(notified(bench)).toEqual(['warehouse is 5 records behind']);

  await screen.call('alerts.mute', { id: rule.id, untilMs: Date.now() + 60_000 });
  await commitOffsets(client, 'warehouse', [{ topic: 't', partition: 0, offset: 0 }]);
  const again = await watch.until(({ firings }) => firings.length === 2);
  expect(again.firings[0]).toMatchObject({ muted: true });
  expect(notified(bench)).toHaveLength(1);
  await screen.call('alerts.remove', { id: rule.id });
  expect(bench.keepAlive).toBe(false);
  const now = () => screen.listen('alerts.watch', { language: 'en' }).until(() => true);
  expect(await now()).toMatchObject({
    rules: [],
    standings: [],
    firings: [{ muted: true }, { muted: false }],
  });
  await screen.call('alerts.forgetHistory', null);
  expect((await now()).firings).toEqual([]);
  client.close();
});

test('a group that goes beyond the end of a log has not caught up: what fires goes on', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const client = await fall(bench, screen, 5);
  const watch = screen.listen('alerts.watch', { language: 'en' });
  await screen.call('alerts.save', { rule: RULE });
  await watch.until((view) => states(view) === 'warehouse firing 5');
  await commitOffsets(client, 'warehouse', [{ topic: 't', partition: 0, offset: 500 }]);
  await watch.until((view) => states(view) === 'warehouse firing null');
  // Longer than it takes to be over, which it is once the group is back.
  await new Promise((resolve) => void setTimeout(resolve, 4_000));
  const before = await screen.listen('alerts.watch', { language: 'en' }).until(() => true);
  expect(before.firings).toMatchObject([{ clearedAtMs: null }]);
  await commitOffsets(client, 'warehouse', [{ topic: 't', partition: 0, offset: 5 }]);
  await watch.until(({ firings }) => typeof firings[0]?.clearedAtMs === 'number');
  client.close();
});

test('time behind is read from the log; what fires outlives the process, and is not told twice', async () => {
  const node = await startTestNode();
  const databasePath = `${node.dataDirectory}.sqlite`;
  let client: KafkaClient;
  {
    await using bench = await startTestBench({ node, databasePath });
    const screen = bench.screen();
    client = await fall(bench, screen, 2);
    await screen.call('alerts.save', { rule: { ...RULE, metric: 'ms', threshold: 1_500 } });
    const watch = screen.listen('alerts.watch', { language: 'ko' });
    const { firings } = await watch.until((view) => view.firings.length === 1);
    expect(firings[0].peak).toBeGreaterThanOrEqual(1_500);
    // It goes on, and its peak is never below what it is now.
    const later = await watch.until(({ standings }) => (standings[0]?.value ?? 0) > firings[0].peak);
    expect(later.firings[0].peak).toBeGreaterThanOrEqual(later.standings[0].value!);
    expect(notified(bench)).toEqual([expect.stringMatching(/^warehouse: \d+초 뒤처짐$/)]);
  }
  {
    // The rule is at work without anybody asking for it.
    await using bench = await startTestBench({ node, databasePath });
    await expect.poll(() => bench.keepAlive, { timeout: 5_000 }).toBe(true);
    const watch = bench.screen().listen('alerts.watch', { language: 'en' });
    await watch.until((view) => states(view).startsWith('warehouse firing'));
    await commitOffsets(client, 'warehouse', [{ topic: 't', partition: 0, offset: 2 }]);
    await watch.until(({ firings }) => firings.length === 1 && firings[0].clearedAtMs !== null);
    expect(notified(bench)).toEqual([]);
  }
  client.close();
  await node.stop();
});

import type { ChildProcess } from 'node:child_process';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { buildBatch, type RecordInput } from '../../src-main/wire/index.ts';
import { expect, startHost, stopHost, test as base } from '../fixtures/launch.ts';
import { expectInert, MARKUP, noteViolations } from '../steps/hostile.ts';
import { beginConnection, saveConnection } from '../steps/connections.ts';
import { openPartition } from '../steps/files.ts';
import { choose, inFront, openScreen } from '../steps/screens.ts';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { strainOf } from '../support/page-strain.ts';
import { createTopics, produceBatches } from '../support/tiny-client.ts';
import type { ReadyLine } from '../targets/sluice.ts';

base.describe.configure({ timeout: 300_000 });
base.skip(Boolean(process.env.SLUICE_ELECTRON), 'the host is started with settings of its own');

const RACK = MARKUP[2];
const GROUP = `readers ${MARKUP[1]}`;
const CLIENT = `client ${MARKUP[5]}`;
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** A node whose rack is markup, and a page that notes what its policy stops. */
const test = base.extend<{ hostile: { ready: ReadyLine; page: Page } }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from its pattern
  hostile: async ({}, use) => {
    let child: ChildProcess | undefined;
    let browser: Browser | undefined;
    try {
      const host = await startHost(['--nodes', '1', '--set', `broker.rack=${RACK}`]);
      child = host.child;
      browser = await chromium.launch({ executablePath: process.env.SLUICE_BROWSER });
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await noteViolations(page);
      await page.goto(host.ready.workbenchUrl!);
      await page.getByTestId('screen-welcome').filter({ visible: true }).waitFor();
      await use({ ready: host.ready, page });
    } finally {
      await browser?.close();
      if (child) await stopHost(child);
    }
  },
});

/** A topic of one partition with these records, one batch each so that none is fetched for another's sake. */
async function fill(ready: ReadyLine, topic: string, records: readonly RecordInput[]): Promise<void> {
  using connection = await KafkaConnection.open(ready.nodes[0]!.port);
  const configs = { 'max.message.bytes': String(MAX_MESSAGE_BYTES) };
  expect(await createTopics(connection, [topic], { configs })).toEqual([0]);
  for (const record of records) {
    const batch = buildBatch([record], { timestamp: Date.now() });
    await produceBatches(connection, topic, [{ partition: 0, batch }], 60_000);
  }
}

test('markup in names, keys, values and headers is text on every screen, under a strict policy', async ({
  hostile: { page, ready },
}) => {
  await fill(
    ready,
    'markup',
    MARKUP.flatMap((text): RecordInput[] => [
      {
        key: Buffer.from(text),
        value: Buffer.from(text),
        headers: [{ key: text, value: Buffer.from(text) }],
      },
      {
        key: Buffer.from(JSON.stringify([text])),
        value: Buffer.from(JSON.stringify({ [text]: { a: text } })),
      },
    ]),
  );
  const kafka = new Kafka({
    brokers: ready.bootstrapServers.split(','),
    clientId: CLIENT,
    logLevel: logLevel.NOTHING,
  });
  const consumer = kafka.consumer({ groupId: GROUP });
  await consumer.connect();
  await consumer.subscribe({ topics: ['markup'], fromBeginning: true });
  await consumer.run({ autoCommitInterval: 200, eachMessage: async () => {} });
  try {
    const policy = (await page.request.get(new URL(ready.workbenchUrl!).origin)).headers()[
      'content-security-policy'
    ]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*/);

    await openScreen(page, 'overview');
    await expectInert(page, 'overview');
    await openScreen(page, 'groups');
    const group = inFront(page, 'groups-table').getByText(GROUP);
    await expect(group).toBeVisible({ timeout: 30_000 });
    await expectInert(page, 'groups');
    await group.dblclick();
    await expect(inFront(page, 'screen-group')).toContainText(GROUP);
    for (const tab of ['Members', 'Partitions']) {
      await inFront(page, 'screen-group').getByRole('tab', { name: tab }).click();
      await expectInert(page, `group, ${tab}`);
      if (tab === 'Members') await expect(inFront(page, 'screen-group')).toContainText(CLIENT);
    }
    await page.getByTestId('palette-button').click();
    await page.getByTestId('palette').getByRole('combobox').fill('readers');
    await expect(page.getByTestId('palette')).toContainText(GROUP);
    await expectInert(page, 'palette');
    await page.keyboard.press('Escape');
    await openScreen(page, 'nodes');
    await inFront(page, 'nodes-table').getByRole('row').nth(1).click();
    await inFront(page, 'detail').getByRole('tab', { name: 'Configuration' }).click();
    await inFront(page, 'detail').getByRole('searchbox').fill('broker.rack');
    await expect(inFront(page, 'detail')).toContainText(RACK);
    await expectInert(page, 'nodes');

    await openScreen(page, 'topics');
    await inFront(page, 'create-topic').click();
    await page.getByTestId('topic-name').fill(MARKUP[2]);
    await expectInert(page, 'create topic');
    await page.keyboard.press('Escape');
    await inFront(page, 'topics-table').getByText('markup').dblclick();
    await choose(page, 'read-from', 'oldest');
    const rows = inFront(page, 'messages-table').getByRole('row');
    await expect(rows.filter({ hasText: MARKUP[0] }).first()).toBeVisible();
    await expectInert(page, 'messages');
    for (let index = 0; index < MARKUP.length; index++) {
      await inFront(page, 'messages-table').focus();
      await page.keyboard.press('Home');
      for (let step = 0; step < index * 2; step++) await page.keyboard.press('ArrowDown');
      const detail = inFront(page, 'detail');
      await expect(detail.locator('pre, code').filter({ hasText: MARKUP[index]! }).first()).toBeVisible();
      await detail.getByRole('tab', { name: 'Headers' }).click();
      await expect(detail).toContainText(MARKUP[index]!);
      await expectInert(page, `headers of ${MARKUP[index]}`);
      await detail.getByRole('tab', { name: 'Value' }).click();
      await inFront(page, 'messages-table').focus();
      await page.keyboard.press('ArrowDown');
      await expect(detail.getByRole('tree')).toContainText('a: ');
      await expectInert(page, `tree of ${MARKUP[index]}`);
    }
    await inFront(page, 'resend').click();
    await inFront(page, 'value-editor').waitFor();
    await expectInert(page, 'editor');
    await openPartition(page, 1, 'markup-0');
    await inFront(page, 'open-00000000000000000000.log').click();
    await inFront(page, 'batch-list').getByRole('row').nth(1).click();
    await inFront(page, 'field-rows').waitFor();
    await expectInert(page, 'files');
    for (const screen of ['replication', 'timeline', 'history'] as const) {
      await openScreen(page, screen);
      await expectInert(page, screen);
    }
    await page.getByTestId('rail-connections').click();
    await beginConnection(page, MARKUP[3], '127.0.0.1:1');
    await saveConnection(page);
    await page.getByTestId('rail-connections').click();
    await expect(inFront(page, 'connections-table')).toContainText(MARKUP[3]);
    await expectInert(page, 'connections');
  } finally {
    await consumer.disconnect();
  }
});

/** Longer than this nobody waits for a window without a thought; a machine that is slow at all things gets more. */
const PATIENCE_MS = 700;

test('hostile payloads are shown and do not freeze the window', async ({ hostile: { page, ready } }) => {
  const bidi = 'invoice\u202egnp.exe\u2066\u200b';
  const payloads: [name: string, record: RecordInput, seen: string | RegExp][] = [
    ['an ordinary one', { key: Buffer.from('k'), value: Buffer.from('{"a":{"b":[1,2,3]}}') }, 'a: '],
    ['50 MB of JSON', { key: null, value: largeJson(50_000_000) }, 'The first 2.1 MB of 50.0 MB'],
    [
      '50 MB on one line',
      { key: null, value: Buffer.alloc(50_000_000, 'line ') },
      'The first 2.1 MB of 50.0 MB',
    ],
    ['50 MB of noise', { key: null, value: Buffer.alloc(50_000_000, 0xff) }, 'The first 2.1 MB of 50.0 MB'],
    ['1 MB without a blank', { key: null, value: Buffer.alloc(1_000_000, 'x') }, 'more characters'],
    ['one JSON string of 900 KB', { key: null, value: Buffer.from(`["${'s'.repeat(900_000)}"]`) }, '0: "sss'],
    ['JSON 100,000 deep', { key: null, value: nested(100_000) }, /nested deeper|more characters/],
    ['JSON of 200,000 members', { key: null, value: wide(200_000) }, /0: |more characters|The first/],
    [
      'UTF-8 that is none',
      { key: Buffer.from([0xff]), value: Buffer.from('abc\xc3(xyz!', 'latin1') },
      /61 ?62 ?63 ?c3 ?28/,
    ],
    [
      'controls of direction',
      { key: Buffer.from(bidi), value: Buffer.from(bidi) },
      'invoice⟨202E⟩gnp.exe⟨2066⟩⟨200B⟩',
    ],
    [
      'numbers of 5,000 digits',
      { key: null, value: Buffer.from(`{"n":${'9'.repeat(5_000)},"m":9007199254740993}`) },
      '9007199254740993',
    ],
    ['halves of surrogate pairs', { key: null, value: Buffer.from('{"s":"\\ud800\\udfff x"}') }, 's: '],
    [
      'names that objects have',
      { key: null, value: Buffer.from('{"__proto__":{"x":1},"constructor":null,"toString":2,"n":1e999999}') },
      '__proto__: ',
    ],
    ['JSON 5,000 deep', { key: null, value: nested(5_000) }, /nested deeper|more characters|0: /],
    ['a letter under 300,000 marks', { key: null, value: Buffer.from(`z${'\u0301'.repeat(300_000)}`) }, 'z'],
    [
      '1 MB of joined pictures, right to left',
      { key: null, value: Buffer.from('\u0645\u200d\u{1f468}\u200d\u{1f469}'.repeat(60_000)) },
      /more characters/,
    ],
    ['200,000 headers', { key: null, value: Buffer.from('{"h":1}'), headers: manyHeaders(200_000) }, 'h: '],
  ];
  await fill(
    ready,
    'hostile',
    payloads.map(([, record]) => record),
  );
  await openScreen(page, 'topics');
  await inFront(page, 'topics-table').getByText('hostile').dblclick();
  const listed = await strainOf(page, async () => {
    await choose(page, 'read-from', 'oldest');
    await expect(inFront(page, 'messages-table').getByRole('row')).toHaveCount(payloads.length + 1, {
      timeout: 60_000,
    });
  });

  const told: Record<string, number> = { 'the list': Math.round(listed.longestFrameMs) };
  let ordinaryMs = 0;
  for (const [index, [name, , seen]] of payloads.entries()) {
    await inFront(page, 'messages-table').focus();
    const { longestFrameMs, longestTaskMs } = await strainOf(page, async () => {
      if (index === 0) await page.keyboard.press('Home');
      else await page.keyboard.press('ArrowDown');
      const detail = inFront(page, 'detail');
      await expect(detail).toContainText(`offset ${index}`);
      await expect(detail).toContainText(seen, { timeout: 30_000 });
      for (const view of ['Hex', 'Raw'])
        if (await detail.getByRole('button', { name: view, exact: true }).isVisible())
          await detail.getByRole('button', { name: view, exact: true }).click();
      await detail.getByRole('tab', { name: 'Headers' }).click();
      if (name.endsWith('headers')) await expect(detail).toContainText('199,000 more headers are not shown');
      await detail.getByRole('tab', { name: 'Value' }).click();
      const tree = detail.getByRole('button', { name: 'Tree', exact: true });
      if (await tree.isVisible()) await tree.click();
    });
    const worst = Math.max(longestFrameMs, longestTaskMs);
    told[name] = Math.round(worst);
    if (index === 0) ordinaryMs = worst;
    // An ordinary record goes the same way: what the machine takes for that is not the payload's doing.
    expect.soft(worst, name).toBeLessThan(PATIENCE_MS + 3 * ordinaryMs);
  }
  test.info().annotations.push({ type: 'longest frame or task, ms', description: JSON.stringify(told) });
  expect.soft(listed.longestFrameMs, 'the list').toBeLessThan(PATIENCE_MS + 3 * ordinaryMs);

  // And it still answers.
  await page.keyboard.press('Escape');
  await openScreen(page, 'overview');
});

function largeJson(bytes: number): Buffer {
  const item = `{"id":12345,"name":"a name that is as long as names are","tags":["a","b"]},`;
  return Buffer.from(`[${item.repeat(Math.ceil((bytes - 3) / item.length))}`.slice(0, bytes - 3) + '"x]');
}

function nested(depth: number): Buffer {
  return Buffer.from('['.repeat(depth) + ']'.repeat(depth));
}

function wide(members: number): Buffer {
  return Buffer.from(`{${Array.from({ length: members }, (_, at) => `"${at}":${at}`).join(',')}}`);
}

function manyHeaders(count: number): RecordInput['headers'] {
  return Array.from({ length: count }, (_, at) => ({ key: `h${at}`, value: Buffer.from('v') }));
}

import type { ChildProcess } from 'node:child_process';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { buildBatch, type RecordInput } from '../../src-main/wire/index.ts';
import { expect, startHost, stopHost, test as base } from '../fixtures/launch.ts';
import { expectInert, MARKUP, noteViolations } from '../steps/hostile.ts';
import { beginConnection, saveConnection } from '../steps/connections.ts';
import { openPartition } from '../steps/files.ts';
import { send } from '../steps/messages.ts';
import { readEach } from '../steps/records.ts';
import { choose, inFront, openScreen, showTab } from '../steps/screens.ts';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { inputStrainOf, strainOf } from '../support/page-strain.ts';
import { createTopics, produceBatches } from '../support/tiny-client.ts';
import type { ReadyLine } from '../targets/sluice.ts';

base.describe.configure({ timeout: 300_000 });
// A trace takes a picture of the page's tree at each step, and the window waits for it.
base.use({ trace: 'off' });
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

/** Nobody feels that a key or a click took so long. */
const AT_ONCE_MS = 200;

test('records with 10,000 headers, large and unprintable keys are listed, copied, edited and sent again, at once and to the byte', async ({
  hostile: { page, ready },
}) => {
  const topic = 't'.repeat(249);
  const control = '\0a\x01\n\r\x1b[31mred\x7f\u0085';
  const json = Buffer.from('{"a":1}');
  const headers = Array.from({ length: 10_000 }, (_, at) => ({
    key: `h${at}`,
    value: at % 3 === 0 ? null : at % 7 === 0 ? Buffer.from([0xff, at % 256]) : Buffer.from(`v${at}`),
  }));
  const records: [name: string, record: RecordInput][] = [
    ['an ordinary one', { key: Buffer.from('k'), value: json, headers: headers.slice(1, 3) }],
    ['10,000 headers', { key: Buffer.from('k'), value: json, headers }],
    ['a key of 1 MB', { key: Buffer.alloc(1_000_000, 'key '), value: json, headers: [] }],
    [
      'control characters',
      {
        key: Buffer.from(control),
        value: Buffer.from(control),
        headers: [{ key: 'c', value: Buffer.from(control) }],
      },
    ],
    [
      'ends of lines of every kind behind a mark',
      {
        key: Buffer.from('\ufeffk\r\nk'),
        value: Buffer.from('\ufeffa\r\nb\nc\rd'),
        headers: [{ key: 'lines', value: Buffer.from('1\r\n2\n3') }],
      },
    ],
  ];
  await fill(
    ready,
    topic,
    records.map(([, record]) => record),
  );
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await openScreen(page, 'topics');
  await inFront(page, 'topics-table').getByText(topic).dblclick();
  await choose(page, 'read-from', 'oldest');
  const table = inFront(page, 'messages-table');
  await expect(table.getByRole('row')).toHaveCount(records.length + 1);

  const told: Record<string, Record<string, number[]>> = {};
  const ordinary: Record<string, number> = {};
  for (const [index, [name, record]] of records.entries()) {
    const quick = async (what: string, work: () => Promise<void>): Promise<void> => {
      const { latencyMs, busyMs } = await inputStrainOf(page, work);
      (told[name] ??= {})[what] = [Math.round(latencyMs), Math.round(busyMs)];
      if (index === 0) ordinary[what] = busyMs;
      // Nobody waited; or they waited for the machine, and not for what this record wants beyond an ordinary one.
      expect.soft(Math.min(latencyMs, busyMs - ordinary[what]!), `${name}: ${what}`).toBeLessThan(AT_ONCE_MS);
    };
    await showTab(page, topic);
    const detail = inFront(page, 'detail');
    await quick('select', async () => {
      await table.focus();
      await page.keyboard.press(index === 0 ? 'Home' : 'ArrowDown');
      await expect(detail).toContainText(`offset ${index}`);
      await detail.getByRole('tab', { name: 'Headers' }).click();
      await detail.getByRole('tab', { name: 'Key' }).click();
    });
    await quick('copy', async () => {
      await detail.getByRole('button', { name: 'Copy as' }).click();
      await page.getByRole('menuitem', { name: 'Copy as JSON' }).click();
      await expect.poll(async () => (JSON.parse(await copied()) as { offset: number }).offset).toBe(index);
    });
    expect(bytesOfCopy(JSON.parse(await copied()) as Copied), name).toEqual(bytesOf(record));

    // Untouched it is the same to the byte; typed into, all but that is.
    await quick('open', async () => {
      await inFront(page, 'resend').click();
      await expect(inFront(page, 'screen-editor')).toBeVisible();
      await expect(inFront(page, 'partition-preview')).toContainText('of 1.');
    });
    await quick('send', () => send(page));
    await quick('type', async () => {
      await inFront(page, 'add-header').click();
      await page
        .getByPlaceholder('Header', { exact: true })
        .last()
        .pressSequentially('edited', { delay: 30 });
      await page.getByPlaceholder('Value', { exact: true }).last().pressSequentially('yes', { delay: 30 });
      const instead = page.getByRole('button', { name: 'Write text instead' });
      if (await instead.isVisible()) await instead.click();
      await inFront(page, 'value-editor').click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('edited', { delay: 30 });
    });
    await quick('send edited', () => send(page));
  }
  test.info().annotations.push({
    type: 'longest input latency and time of the processor, ms',
    description: JSON.stringify(told),
  });
  console.log(`    ${JSON.stringify(told)}`);

  const read = await readEach(ready.bootstrapServers, topic, records.length * 3);
  for (const [index, [name, record]] of records.entries()) {
    const [again, edited] = read.slice(records.length + index * 2);
    const given = bytesOf(record);
    expect(again, name).toEqual(given);
    expect(edited, name).toEqual({
      ...given,
      value: Buffer.from('edited'),
      headers: [...given.headers, ['edited', Buffer.from('yes')]],
    });
  }
});

type Copied = Record<string, unknown> & { headers: Record<string, unknown> | readonly unknown[] };

/** Key, value and headers of a record that was copied as JSON: bytes stand under a name that says so. */
function bytesOfCopy(copied: Copied) {
  const part = (of: Record<string, unknown>, name: string): Buffer | null => {
    const base64 = of[`${name}Base64`];
    if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
    const value = of[name];
    if (value === null) return null;
    return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  };
  const { headers } = copied;
  const pairs = Array.isArray(headers)
    ? headers.map((header: unknown) =>
        Array.isArray(header)
          ? [header[0] as string, part({ value: header[1] as unknown }, 'value')]
          : [(header as { name: string }).name, part(header as Record<string, unknown>, 'value')],
      )
    : Object.entries(headers).map(([name, value]) => [name, part({ value }, 'value')]);
  return { key: part(copied, 'key'), value: part(copied, 'value'), headers: pairs };
}

function bytesOf({ key, value, headers = [] }: RecordInput) {
  return { key, value, headers: headers.map((header) => [header.key, header.value]) };
}

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

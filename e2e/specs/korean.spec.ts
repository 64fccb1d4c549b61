// What goes wrong, with Korean chosen: every sentence of ours is Korean; only the system's and names stay as they are.
import type { Locator, Page } from '@playwright/test';
import { startTestRegistry } from '../../src-main/workbench/registry/test-kit.ts';
import { expect, test } from '../fixtures/launch.ts';
import { writeValue } from '../steps/messages.ts';
import { inFront, openScreen } from '../steps/screens.ts';
import { kafkaOf, makeTopics } from '../steps/topics.ts';

test.use({ nodes: 1, locale: 'ko-KR' });

const ORDER = JSON.stringify({
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'city', type: 'string' },
  ],
});

/** Four English words in a row are a sentence, whatever stands between quotes. */
const ENGLISH = /[A-Za-z]+(?: [a-z]+){3,}/;

/** What the system says of a handshake, as Node words it. */
const OF_THE_SYSTEM = 'Client network socket disconnected before secure TLS connection was established';

async function expectKorean(told: Locator, words: string): Promise<void> {
  await expect(told).toContainText(words, { timeout: 20_000 });
  expect((await told.innerText()).replace(OF_THE_SYSTEM, '').replaceAll(/'[^']*'/g, '')).not.toMatch(ENGLISH);
}

async function openAddress(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), address);
}

test('only the texts of the chosen language are fetched, beside everything else; those of the other when it is switched to', async ({
  product: { page },
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const isAsked = (language: string) => asked.some((path) => path.includes(`/${language}-`));
  // Whatever the first screen was called from its first moment on.
  await page.addInitScript(() => {
    const named = new Set<string>();
    Object.assign(window, { named });
    new MutationObserver(() => {
      const name = document.querySelector('[data-testid=rail-topics]')?.getAttribute('aria-label');
      if (name) named.add(name);
    }).observe(document, { childList: true, subtree: true, attributes: true });
  });
  const named = () => page.evaluate(() => [...(window as unknown as { named: Set<string> }).named]);

  const script = Promise.withResolvers<void>();
  await page.route(/\/assets\/index-[^/]*\.js$/, async (route) => {
    await script.promise;
    await route.continue();
  });
  const loaded = page.reload();
  await expect.poll(() => isAsked('korean')).toBe(true);
  expect(await page.locator('#root > *').count()).toBe(0);
  script.resolve();
  await loaded;
  await page.getByTestId('rail-topics').waitFor();
  expect(await named()).toEqual(['토픽']);
  expect(isAsked('english')).toBe(false);

  // The host is away for a moment: what is there stays as it is.
  await page.route(/\/assets\/english-[^/]*\.js$/, (route) => route.abort());
  await page.getByTestId('rail-settings').click();
  const settings = inFront(page, 'screen-settings');
  await settings.getByTestId('setting-language').getByText('English').click();
  await expect.poll(() => isAsked('english')).toBe(true);
  await expect(settings.getByRole('heading').first()).toHaveText('설정');
  await page.unroute(/\/assets\/english-[^/]*\.js$/);
  await expect(settings.getByRole('heading').first()).toHaveText('Settings');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  expect(await named()).toEqual(['토픽', 'Topics']);
});

test('a test of a connection that fails says in Korean what is wrong', async ({
  product: { page, ready },
}) => {
  await page.getByTestId('cluster-button').click();
  await page.getByRole('menuitem', { name: '클러스터에 연결' }).click();
  const dialog = page.getByTestId('connection-dialog');
  const told = dialog.getByTestId('trial-problem');
  const tryAt = async (address: string) => {
    await dialog.getByTestId('connection-bootstrap').fill(address);
    await dialog.getByTestId('test-connection').click();
  };
  await dialog.getByTestId('connection-name').fill('staging');
  await tryAt('127.0.0.1:1');
  await expectKorean(told, '127.0.0.1:1에서 아무도 응답하지 않습니다.');
  await tryAt('127.0.0.1');
  await expectKorean(dialog.getByTestId('error'), "'127.0.0.1'은(는) host:port 형식이 아닙니다");

  await inFront(page, 'protocol').click();
  await page.getByRole('option', { name: /\bSSL$/ }).click();
  await tryAt(ready.bootstrapServers);
  await expectKorean(told, 'TLS를 쓰지 않습니다');

  await inFront(page, 'protocol').click();
  await page.getByRole('option', { name: /\bSASL_PLAINTEXT$/ }).click();
  await dialog.getByTestId('username').fill('ada');
  await tryAt(ready.bootstrapServers);
  await expectKorean(told, '비밀번호');
  await dialog.getByTestId('secret-password').fill('wrong');
  await dialog.getByTestId('test-connection').click();
  await expectKorean(told, '이 리스너는 로그인을 받지 않습니다.');
});

test('names, records and lines that are wrong are refused in Korean', async ({
  product: { page, ready },
}) => {
  await openScreen(page, 'topics');
  await inFront(page, 'create-topic').click();
  const dialog = page.getByTestId('create-topic-dialog');
  await dialog.getByTestId('topic-name').fill('con');
  await dialog.locator('button[type=submit]').click();
  await expectKorean(
    dialog.getByTestId('error'),
    "con 토픽을 만들지 못했습니다: 토픽 이름 'con'은(는) Windows에서 예약된",
  );
  await page.keyboard.press('Escape');

  await using registry = await startTestRegistry();
  const id = registry.add('orders-value', 'AVRO', ORDER);
  await openScreen(page, 'schemas');
  await inFront(page, 'connect-registry').click();
  const connection = page.getByTestId('connection-dialog');
  await connection.getByTestId('registry-url').fill(registry.url);
  await connection.locator('button[type=submit]').click();
  await connection.waitFor({ state: 'detached' });

  await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 1 }]);
  const producer = kafkaOf(ready.bootstrapServers).producer();
  await producer.connect();
  // A city of five bytes, of which two are there.
  const value = Buffer.from([0, 0, 0, 0, id, 2, 10, 0x53, 0x65]);
  await producer.send({ topic: 'orders', messages: [{ value }] });
  await producer.disconnect();
  await openAddress(page, '#/topics/orders');
  await inFront(page, 'read-from').click();
  await page.getByRole('option').first().click();
  const row = inFront(page, 'messages-table').getByRole('row').nth(1);
  await row.click();
  await expectKorean(inFront(page, 'screen-topic'), `스키마 ${id}: shop.Order이(가) 끝나기 전에`);
  await inFront(page, 'decoder').first().click();
  await expectKorean(page.getByRole('dialog'), '바이트여야 합니다');
  await page.keyboard.press('Escape');

  await openAddress(page, '#/topics/orders/send');
  await page.getByTestId('tab-batch').filter({ visible: true }).click();
  const text = 'key,value,partition\nk,v,0\nk,v,nowhere\n';
  const file = { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.getByTestId('batch-file').last().setInputFiles(file);
  await inFront(page, 'start-batch').click();
  await expectKorean(
    inFront(page, 'screen-editor').locator('[data-state=failed]').first(),
    "3번째 줄은 메시지가 아닙니다: 'nowhere' 값은 파티션 번호가 아닙니다",
  );

  const admin = kafkaOf(ready.bootstrapServers).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: ['orders'] });
  await admin.disconnect();
  await openAddress(page, '#/topics/orders');
  await expectKorean(inFront(page, 'screen-topic'), '토픽 “orders”이(가) 없습니다.');
});

test('what the editor finds in a text, and its own search, are in Korean', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 1 }]);
  await openAddress(page, '#/topics/orders/send');
  await writeValue(page, '{"id": }');
  await inFront(page, 'value-editor').locator('.squiggly-error').first().hover({ force: true });
  await expectKorean(page.locator('.monaco-hover').filter({ visible: true }), '값이 있어야 합니다');
  await page.keyboard.press('ControlOrMeta+F');
  await expect(page.locator('.find-widget.visible textarea').first()).toHaveAttribute('placeholder', '찾기');
});

test('what a config of a broker is for is said in Korean, and its name is whole', async ({
  product: { page },
}) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await openScreen(page, 'nodes');
  await inFront(page, 'nodes-table').locator('[role=row][data-index]').first().click();
  await inFront(page, 'tab-configuration').click();
  const table = inFront(page, 'node-configs-table');
  const longest = [
    'transaction.abort.timed.out.transaction.cleanup.interval.ms',
    'transaction.remove.expired.transaction.cleanup.interval.ms',
    'log.flush.start.offset.checkpoint.interval.ms',
    'alter.log.dirs.replication.quota.window.size.seconds',
    'sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms',
  ];
  for (const name of longest) {
    await inFront(page, 'node-config-filter').fill(name);
    const cell = table.locator('.td[data-col=name]').first();
    await expect(cell).toHaveText(name);
    const cut = await cell.evaluate((td) => {
      const room = td.getBoundingClientRect();
      const text = td.querySelector('button')!.getBoundingClientRect();
      return text.right > room.right || text.top < room.top || text.bottom > room.bottom;
    });
    expect(cut, name).toBe(false);
    await table.getByRole('button', { name, exact: true }).click();
    await expectKorean(page.getByTestId('config-dialog'), '다.');
    await page.keyboard.press('Escape');
  }
  const sideways = await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(sideways).toBe(0);
  // A topic's is another.
  await inFront(page, 'node-config-filter').fill('min.insync.replicas');
  await table.getByRole('button', { name: 'min.insync.replicas', exact: true }).click();
  await expectKorean(page.getByTestId('config-dialog'), '토픽이 따로 정할 수 있습니다.');
});

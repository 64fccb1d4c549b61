import { expect, test } from '../fixtures/secure-kafka.ts';
import {
  beginConnection,
  chooseProtocol,
  connectionRow,
  expectFailure,
  expectPassed,
  expectState,
  login,
  saveConnection,
  showCluster,
  trustFile,
} from '../steps/connections.ts';
import { createTopic, goLive, send, writeValue } from '../steps/messages.ts';
import { choose, inFront, openScreen, showTab } from '../steps/screens.ts';
import { KEY_PASSWORD, SECURE_USER, STORE_PASSWORD } from '../targets/index.ts';

test.describe.configure({ timeout: 240_000 });
test.use({ nodes: 1 });

const at = (port: number, host = '127.0.0.1') => `${host}:${port}`;

test('connect over TLS with SCRAM: every test that fails names its step, and then the cluster is there', async ({
  product: { page },
  remote: { ports, certificates },
}) => {
  const dialog = await beginConnection(page, 'staging', at(1));
  await dialog.getByTestId('colour-purple').click();
  await chooseProtocol(page, 'SASL_SSL');
  await trustFile(dialog, certificates.otherCaPem);
  await login(page, 'SCRAM-SHA-512', { ...SECURE_USER, password: 'wrong' });

  await expectFailure(dialog, 'connect', 'refused', 'Nobody listens at 127.0.0.1:1');
  await dialog.getByTestId('connection-bootstrap').fill(at(ports.saslTls));
  await expectFailure(dialog, 'tls', 'unknown-authority', 'Test authority');
  await dialog.getByTestId('truststore-path').fill(certificates.caPem);
  await dialog.getByTestId('connection-bootstrap').fill(at(ports.saslTls, 'localhost'));
  await expectFailure(dialog, 'tls', 'other-host', 'The certificate is for 127.0.0.1');
  await dialog.getByTestId('connection-bootstrap').fill(at(ports.saslTls));
  await expectFailure(dialog, 'login', 'login-refused', 'Check the user name');
  await dialog.getByTestId('secret-password').fill(SECURE_USER.password);
  await expectPassed(dialog);
  await saveConnection(page);

  await showCluster(page, 'staging');
  await expectState(page, 'connected');
  await createTopic(page, 'orders', 2);
  await goLive(page);
  await inFront(page, 'send-message').click();
  await writeValue(page, '{"in": "staging"}');
  await send(page);
  await showTab(page, 'orders *staging');
  await expect(inFront(page, 'messages-table').getByText('{"in": "staging"}')).toBeVisible();

  // The other cluster has no such topic, and a tab of its own.
  await showCluster(page, 'local');
  await openScreen(page, 'topics');
  await expect(inFront(page, 'screen-topics')).not.toContainText('orders');
  await showCluster(page, 'staging');
  await expect(inFront(page, 'messages-table').getByText('{"in": "staging"}')).toBeVisible();

  // What only our own nodes can tell says so.
  await openScreen(page, 'timeline');
  await expect(inFront(page, 'local-only')).toContainText('only those of the local cluster');
});

test('a certificate of our own out of a Java keystore', async ({
  product: { page },
  remote: { ports, certificates },
}) => {
  const dialog = await beginConnection(page, 'mutual', at(ports.mutualTls));
  await chooseProtocol(page, 'SSL');
  await trustFile(dialog, certificates.trustJks);
  await dialog.getByTestId('secret-truststorePassword').fill(STORE_PASSWORD);
  await expectFailure(dialog, 'tls', 'client-certificate', 'does not accept our client certificate');
  const own = dialog.getByRole('region', { name: 'Client certificate' });
  await own.getByText('Keep a copy', { exact: true }).click();
  await own.getByTestId('keystore-file').setInputFiles(certificates.clientJks);
  await expect(own).toContainText('client.jks');
  await own.getByTestId('secret-keystorePassword').fill('wrong');
  await expectFailure(dialog, 'security', 'security', 'client.jks: the password is wrong');
  await own.getByTestId('secret-keystorePassword').fill(STORE_PASSWORD);
  await expectPassed(dialog);
});

test('a client.properties with Java keystores is taken over, down to a key with a password of its own, and connects', async ({
  product: { page },
  remote: { ports, certificates },
}) => {
  // As java.util.Properties writes it.
  const properties = (keyPassword: string) =>
    [
      '#Sat Jan 31 12:00:00 KST 2026',
      `bootstrap.servers=127.0.0.1\\:${ports.mutualTls}`,
      'security.protocol=SSL',
      'ssl.truststore.type=JKS',
      `ssl.truststore.location=${certificates.trustJks}`,
      `ssl.truststore.password=${STORE_PASSWORD}`,
      'ssl.keystore.type=JKS',
      `ssl.keystore.location=${certificates.lockedJks}`,
      `ssl.keystore.password=${STORE_PASSWORD}`,
      `ssl.key.password=${keyPassword}`,
      '',
    ].join('\r\n');
  const dialog = await beginConnection(page, 'mutual', at(1));
  await dialog.getByTestId('import').locator('summary').click();
  const take = async (keyPassword: string) => {
    const file = {
      name: 'client.properties',
      mimeType: 'text/plain',
      buffer: Buffer.from(properties(keyPassword)),
    };
    await dialog.getByTestId('import').locator('input[type=file]').setInputFiles(file);
    await expect(dialog.getByTestId('import-told')).toContainText('3 secrets were taken over');
  };
  await take(STORE_PASSWORD);
  await expect(dialog.getByTestId('connection-bootstrap')).toHaveValue(at(ports.mutualTls));
  await expect(dialog.getByTestId('truststore-path')).toHaveValue(certificates.trustJks);
  await expect(dialog.getByTestId('keystore-path')).toHaveValue(certificates.lockedJks);
  await expectFailure(
    dialog,
    'security',
    'security',
    'locked.jks: the key password does not open its private key',
  );
  await take(KEY_PASSWORD);
  await expectPassed(dialog);
  await saveConnection(page);

  await showCluster(page, 'mutual');
  await expectState(page, 'connected');
  await createTopic(page, 'parcels', 1);
  await goLive(page);
  await inFront(page, 'send-message').click();
  await writeValue(page, '{"with": "a Java keystore"}');
  await send(page);
  await showTab(page, 'parcels *mutual');
  await expect(inFront(page, 'messages-table').getByText('{"with": "a Java keystore"}')).toBeVisible();

  await page.getByTestId('rail-connections').click();
  await connectionRow(page, 'mutual').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show as client.properties', exact: true }).click();
  const text = page.getByTestId('export-dialog');
  await expect(text).toContainText('ssl.keystore.type=JKS');
  await expect(text).toContainText(`ssl.keystore.location=${certificates.lockedJks}`);
  await expect(text).toContainText('ssl.key.password=<put it here>');
  for (const password of [STORE_PASSWORD, KEY_PASSWORD]) await expect(text).not.toContainText(password);
});

test('fill in from a client.properties; read-only takes no message; duplicate, export and remove', async ({
  product: { page },
  remote: { ports, certificates },
}) => {
  const dialog = await beginConnection(page, 'production', at(1));
  await dialog.getByTestId('import').locator('summary').click();
  await dialog
    .getByTestId('import-text')
    .fill(
      [
        `bootstrap.servers=${at(ports.saslTls)}`,
        'security.protocol=SASL_SSL',
        'sasl.mechanism=PLAIN',
        `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="${SECURE_USER.name}" password="${SECURE_USER.password}";`,
        `ssl.truststore.location=${certificates.trustPkcs12}`,
        `ssl.truststore.password=${STORE_PASSWORD}`,
        'group.id=ours',
      ].join('\n'),
    );
  await dialog.getByTestId('import-run').click();
  await expect(dialog.getByTestId('import-told')).toContainText('2 secrets were taken over');
  await expect(dialog.getByTestId('import-told')).toContainText('group.id');
  await expect(dialog.getByTestId('username')).toHaveValue(SECURE_USER.name);
  await expect(dialog.getByTestId('secret-password')).toHaveValue('');
  await expectPassed(dialog);
  await saveConnection(page);
  await showCluster(page, 'production');
  await createTopic(page, 'invoices', 1);

  await page.getByTestId('rail-connections').click();
  const act = async (verb: string) => {
    await connectionRow(page, 'production').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: verb, exact: true }).click();
  };
  await act('Edit the connection');
  await page.getByTestId('connection-read-only').click();
  await saveConnection(page);
  await showCluster(page, 'production');
  await expect(inFront(page, 'send-message')).toBeDisabled();
  await expect(inFront(page, 'send-message')).toHaveAttribute('title', /read-only/);

  await page.getByTestId('rail-connections').click();
  await act('Show as client.properties');
  const text = page.getByTestId('export-dialog');
  await expect(text).toContainText('sasl.mechanism=PLAIN');
  await expect(text).not.toContainText(SECURE_USER.password);
  await page.keyboard.press('Escape');
  await act('Duplicate');
  await expectPassed(page.getByTestId('connection-dialog'));
  await saveConnection(page);
  await expect(connectionRow(page, 'production (copy)')).toBeVisible();

  await connectionRow(page, 'production (copy)').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove the connection' }).click();
  await page.getByTestId('confirm-name').fill('production (copy)');
  await page.getByTestId('confirm-dialog').getByRole('button', { name: 'Remove the connection' }).click();
  await expect(connectionRow(page, 'production (copy)')).toHaveCount(0);
});

test('a remote cluster that goes leaves its last known state, greyed, and comes back', async ({
  product: { page },
  remote,
}) => {
  await beginConnection(page, 'staging', at(remote.ports.plaintext));
  await saveConnection(page);
  await showCluster(page, 'staging');
  await createTopic(page, 'k'.repeat(249), 1);
  // The longest name leaves room for the cluster's in its tab.
  const cluster = page.locator('.dv-active-tab .place-cluster');
  await expect(cluster).toHaveText('staging');
  expect(await cluster.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
  await expect(page.locator('.dv-active-tab .place-close')).toBeInViewport();
  await createTopic(page, 'kept', 1);
  await goLive(page);
  await openScreen(page, 'topics');
  await expect(inFront(page, 'topics-table')).toContainText('kept');
  await remote.kill();
  await expectState(page, 'disconnected');
  // The tail says that nothing can come, and a reading that fails says why, both without a code of the system.
  await showTab(page, 'kept staging');
  const line = inFront(page, 'reading-line');
  const nobody = `The cluster does not answer. Nobody listens at ${at(remote.ports.plaintext)}.`;
  await expect(line).toContainText('live, when it answers again');
  await expect(inFront(page, 'messages-table')).toContainText(nobody);
  await choose(page, 'read-from', /oldest/);
  await expect(line).toHaveAttribute('data-status', 'failed', { timeout: 20_000 });
  await expect(line).toContainText(nobody);
  await expect(line).not.toContainText(/ECONNREFUSED|workbench/);
  await openScreen(page, 'topics');
  await expect(inFront(page, 'lost-bar')).toContainText('No connection to staging');
  await expect(inFront(page, 'as-of')).toContainText('as of');
  await expect(inFront(page, 'topics-table')).toContainText('kept');
  await openScreen(page, 'overview');
  await expect(inFront(page, 'not-known')).toContainText('Not known now');
  await expect(inFront(page, 'all-well')).toHaveCount(0);
  await remote.revive();
  await expectState(page, 'connected');
  await expect(inFront(page, 'lost-bar')).toHaveCount(0);
  await expect(inFront(page, 'as-of')).toHaveCount(0);
  await expect(inFront(page, 'all-well')).toBeVisible();
  // What could not be read is read without being asked again.
  await showTab(page, 'kept staging');
  await expect(line).toHaveAttribute('data-status', 'done', { timeout: 20_000 });
});

test('the colour of a connection marks it wherever its name stands, and can be changed', async ({
  product: { page },
  remote: { ports },
}) => {
  const dialog = await beginConnection(page, 'production', at(ports.plaintext));
  await dialog.getByTestId('colour-red').click();
  await saveConnection(page);
  await showCluster(page, 'production');
  const tags = [
    page.getByTestId('cluster-button').locator('.colour-tag'),
    page.locator('.dv-tab').filter({ hasText: 'production' }).locator('.colour-tag').first(),
  ];
  const colours = async () =>
    Promise.all(tags.map((tag) => tag.evaluate((element) => getComputedStyle(element).backgroundColor)));
  const token = (name: string) =>
    page.evaluate((variable) => {
      const probe = document.createElement('i');
      probe.style.background = `var(${variable})`;
      document.body.append(probe);
      const { backgroundColor } = getComputedStyle(probe);
      probe.remove();
      return backgroundColor;
    }, name);
  await openScreen(page, 'topics');
  const red = await token('--bad');
  expect(await colours()).toEqual([red, red]);

  await page.getByTestId('rail-connections').click();
  const tag = connectionRow(page, 'production').locator('.colour-tag');
  await expect(tag).toHaveCSS('background-color', red);
  await connectionRow(page, 'production').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Edit the connection', exact: true }).click();
  await page.getByTestId('connection-dialog').getByTestId('colour-purple').click();
  await saveConnection(page);
  const purple = await token('--series-4');
  expect(purple).not.toBe(red);
  await expect(tag).toHaveCSS('background-color', purple);
  await expect.poll(colours).toEqual([purple, purple]);
});

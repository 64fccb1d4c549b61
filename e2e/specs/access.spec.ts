import { chromium } from '@playwright/test';
import { expect, startHost, stopHost, test } from '../fixtures/launch.ts';

test.describe('the address of the workbench', () => {
  test.use({ nodes: 1 });
  test.skip(Boolean(process.env.SLUICE_ELECTRON), 'there is no address under Electron');

  test('opens the workbench once, forgets its code, and survives a reload', async ({
    product: { page, ready },
  }) => {
    await expect(page.locator('#root')).not.toBeEmpty();
    expect(page.url()).not.toContain('code=');
    await page.reload();
    await expect(page.locator('#root')).not.toBeEmpty();
    const tab = await page.context().newPage();
    await tab.goto(ready.workbenchUrl!);
    await expect(tab.locator('#root')).not.toBeEmpty();
    expect(tab.url()).not.toContain('code=');
  });

  test('is useless in a second browser, which says what to do', async ({ product: { ready } }) => {
    const browser = await chromium.launch({ executablePath: process.env.SLUICE_BROWSER });
    try {
      const page = await browser.newPage({ locale: 'ko-KR' });
      await page.goto(ready.workbenchUrl!);
      await expect(page.getByRole('heading')).toHaveText('이 브라우저는 로그인되지 않았습니다');
    } finally {
      await browser.close();
    }
  });

  test('of an earlier run is refused with a page that says what to do', async () => {
    const first = await startHost(['--nodes', '1']);
    const { port } = new URL(first.ready.workbenchUrl!);
    const browser = await chromium.launch({ executablePath: process.env.SLUICE_BROWSER });
    try {
      const page = await browser.newPage();
      await page.goto(first.ready.workbenchUrl!);
      await expect(page.locator('#root')).not.toBeEmpty();
      await stopHost(first.child);
      const second = await startHost(['--nodes', '1', '--workbench-port', port]);
      try {
        await page.goto(`http://127.0.0.1:${port}/`);
        await expect(page.getByRole('heading')).toHaveText('This browser is not signed in');
        await page.goto(second.ready.workbenchUrl!);
        await expect(page.locator('#root')).not.toBeEmpty();
      } finally {
        await stopHost(second.child);
      }
    } finally {
      await browser.close();
      await stopHost(first.child);
    }
  });
});

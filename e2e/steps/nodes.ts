import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { inFront } from './screens.ts';

/** On a screen with the strip of nodes: does something to one of them. */
export async function actOnNode(
  page: Page,
  node: number,
  verb: 'Start' | 'Stop' | 'Kill' | 'Pause' | 'Resume',
): Promise<void> {
  await inFront(page, `node-menu-${node}`).click();
  await page.getByRole('menuitem', { name: verb, exact: true }).click();
}

export async function expectNode(page: Page, node: number, status: string): Promise<void> {
  await expect(inFront(page, `node-chip-${node}`)).toHaveAttribute('data-status', status, {
    timeout: 30_000,
  });
}

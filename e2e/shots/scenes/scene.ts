/** What a scene is, and steps that scenes share: by address and test ids, which hold in any language. */
import type { Page } from '@playwright/test';
import { inFront } from '../../steps/screens.ts';
import { topicRow } from '../../steps/topics.ts';

export interface Scene {
  readonly name: string;
  /** Opened first. */
  readonly address: string;
  /** Brings it about from there. */
  readonly set?: (page: Page) => Promise<unknown>;
  /** There when it can be looked at. */
  readonly shows: string;
  /** Undoes what the next scene would not expect; open dialogs and menus are closed anyway. */
  readonly leave?: (page: Page) => Promise<unknown>;
  /** The page gets no answer from the workbench, or has lost it after the screen was there. */
  readonly link?: 'silent' | 'lost';
  /** The system asks for more contrast. */
  readonly contrast?: true;
  /** Another look at what a scene before it shows: pictures want it, other checks do not. */
  readonly again?: true;
}

export const goTo = (address: string) => (page: Page) =>
  page.evaluate((hash) => void (location.hash = hash), `#${address}`);

export const click = (testId: string) => (page: Page) => inFront(page, testId).first().click();

export const firstRow = (table: string) => (page: Page) => nthRow(table, 0)(page);

export const nthRow = (table: string, index: number) => (page: Page) =>
  inFront(page, table).locator('[role=row][data-index]').nth(index).click();

export const pickTab = (value: string) => (page: Page) => inFront(page, `tab-${value}`).last().click();

/** The option at this place of one of our select boxes. */
export const pickOption = (testId: string, index: number) => async (page: Page) => {
  await inFront(page, testId).click();
  await page.getByRole('option').nth(index).click();
};

/** The choice at this place of the first row of segments in there. */
export const pickSegment = (testId: string, index: number) => (page: Page) =>
  inFront(page, testId).locator('.segmented').first().locator('.segment').nth(index).click();

/** From the menu of a topic's row. */
export const actOnRow = (topic: string, entry: string) => async (page: Page) => {
  await topicRow(page, topic).locator('[data-col=partitions]').click({ button: 'right' });
  await page.getByTestId(`entry-${entry}`).click();
};

/** One after the other. */
export const steps =
  (...all: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of all) await step(page);
  };

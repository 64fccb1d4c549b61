/** Plays scenes on a page, one after another. */
import type { Page, WebSocketRoute } from '@playwright/test';
import { inFront } from '../steps/screens.ts';
import type { Scene } from './scenes/index.ts';
import type { Stage } from './stage.ts';

/** A page that loses the workbench has lived that long before. */
const LIVED_MS = 1_200;
/** More of them would only crowd the strip. */
const TABS_KEPT = 4;

export interface Player {
  /** Of the scene that is on. */
  readonly page: Page;
  show(scene: Scene): Promise<void>;
  /** What it shows can be seen still; only asked of menus. */
  stands(scene: Scene): Promise<boolean>;
  leave(scene: Scene): Promise<void>;
  /** What pages threw since it was last asked. */
  thrown(): string[];
  close(): Promise<void>;
}

interface Looks {
  readonly locale: string;
  readonly viewport: { width: number; height: number };
}

/** On two pages: of one the link to the workbench can be cut. */
export async function startPlayer(
  { browser, origin, state }: Stage,
  { locale, viewport }: Looks,
): Promise<Player> {
  const context = await browser.newContext({ storageState: state, locale, viewport, colorScheme: 'light' });
  const plain = await context.newPage();
  const cuttable = await context.newPage();
  const link = await cutLinks(cuttable);
  const thrown: string[] = [];
  for (const page of [plain, cuttable]) {
    page.setDefaultTimeout(10_000);
    page.on('pageerror', ({ message, stack }) => thrown.push(`${message} ${stack?.slice(0, 600) ?? ''}`));
  }
  await plain.goto(`${origin}/#/overview`);
  await plain.getByTestId('rail-overview').waitFor();
  let page = plain;
  return {
    get page() {
      return page;
    },
    async show(scene) {
      page = scene.link === undefined ? plain : cuttable;
      await page.bringToFront();
      await page.emulateMedia({ colorScheme: 'light', contrast: scene.contrast ? 'more' : null });
      if (scene.link !== undefined) {
        link.become(scene.link === 'silent' ? 'silent' : 'open');
        await page.goto('about:blank');
      }
      await page.goto(`${origin}/#${scene.address}`);
      await scene.set?.(page);
      await inFront(page, scene.shows).first().waitFor();
      if (scene.link === 'lost') {
        await page.waitForTimeout(LIVED_MS);
        link.become('closed');
      }
    },
    stands: async (scene) =>
      !scene.shows.startsWith('entry-') || (await inFront(page, scene.shows).first().isVisible()),
    async leave(scene) {
      for (
        let tries = 0;
        tries < 3 && (await page.locator('.dialog, .palette, .menu, .popover').count()) > 0;
        tries += 1
      )
        await page.keyboard.press('Escape');
      await scene.leave?.(page);
      if ((await page.locator('.dv-tab').count()) > TABS_KEPT) await page.keyboard.press('Alt+w');
    },
    thrown: () => thrown.splice(0),
    close: () => context.close(),
  };
}

/** Before the page is opened: decides what becomes of its links. */
async function cutLinks(page: Page): Promise<{ become(next: 'open' | 'silent' | 'closed'): void }> {
  let now: 'open' | 'silent' | 'closed' = 'open';
  const links = new Set<WebSocketRoute>();
  await page.routeWebSocket(/./, (socket) => {
    if (now === 'closed') return void socket.close();
    links.add(socket);
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (now !== 'silent') socket.send(message);
    });
  });
  return {
    become(next) {
      now = next;
      if (next !== 'closed') return;
      for (const socket of links) void socket.close();
      links.clear();
    },
  };
}

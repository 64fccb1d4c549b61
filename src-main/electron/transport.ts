import { ipcMain } from 'electron';
import type { IpcMainEvent, WebContents } from 'electron';
import type { ScreenConnection, WorkbenchProcess } from '../cluster/index.ts';
import { isOwnPage } from './policy.ts';

const REOPEN_MS = 250;
/** As over WebSocket: more than any screen sends. */
const FRAME_LIMIT_CHARS = 64 * 1024 * 1024;

/** Connects each window's page to the workbench process, again after either was reloaded or started anew. */
export function relayFrames(workbench: Promise<WorkbenchProcess>): void {
  const pages = new Map<WebContents, Page>();
  const pageOf = (contents: WebContents) => {
    let page = pages.get(contents);
    if (page === undefined) {
      page = new Page(contents, workbench);
      pages.set(contents, page);
      contents.once('destroyed', () => {
        page?.close();
        pages.delete(contents);
      });
    }
    return page;
  };
  ipcMain.on('hello', (event) => {
    if (isOwnPage(event.senderFrame)) pageOf(event.sender).connect();
  });
  ipcMain.on('frame', (event: IpcMainEvent, frame: unknown) => {
    if (!isOwnPage(event.senderFrame) || typeof frame !== 'string' || frame.length > FRAME_LIMIT_CHARS)
      return;
    pages.get(event.sender)?.send(frame);
  });
}

class Page {
  readonly #contents: WebContents;
  readonly #workbench: Promise<WorkbenchProcess>;
  #connection: ScreenConnection | undefined;
  /** Rises with each connection, so that an old one's end is not taken for the new one's. */
  #generation = 0;

  constructor(contents: WebContents, workbench: Promise<WorkbenchProcess>) {
    this.#contents = contents;
    this.#workbench = workbench;
  }

  async #open(generation: number): Promise<void> {
    const workbench = await this.#workbench;
    if (generation !== this.#generation || this.#contents.isDestroyed()) return;
    this.#connection = workbench.open({
      receive: (frame) => generation === this.#generation && this.#tell('frame', frame),
      close: () => this.#lost(generation),
    });
    this.#tell('open', true);
  }

  connect(): void {
    this.close();
    // A cluster that cannot start ends the app with a message; there is nothing to open then.
    this.#open(this.#generation).catch(() => {});
  }

  send(frame: string): void {
    this.#connection?.send(frame);
  }

  close(): void {
    this.#generation++;
    this.#connection?.closed();
    this.#connection = undefined;
  }

  #lost(generation: number): void {
    if (generation !== this.#generation) return;
    this.#connection = undefined;
    this.#generation++;
    this.#tell('open', false);
    setTimeout(() => this.#contents.isDestroyed() || this.connect(), REOPEN_MS);
  }

  #tell(channel: 'frame' | 'open', value: unknown): void {
    if (!this.#contents.isDestroyed()) this.#contents.send(channel, value);
  }
}

/** Calls and listens of all screens: looks up the route, checks the input, sends what comes of it. */
import { type ContractError, say, type ServerFrame } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import { asContractError, notFound } from './failure.ts';
import { parseInput, type Schema } from './parse.ts';
import { type Outlet, StreamOutlet, Window } from './outlet.ts';

/** A route as the router sees it, whatever its types. */
export interface AnyRoute {
  readonly kind: 'procedure' | 'stream';
  readonly input: Schema<any>;
  run(input: any, argument: any): Promise<unknown>;
}

export interface RouterOptions {
  readonly clock: Clock;
  /** Undefined for a name that the contract does not have; services are loaded when first asked for. */
  route(name: string): Promise<AnyRoute> | undefined;
  sendFrame(screen: number, frame: string, onSent: () => void): void;
  /** The screen broke the contract: its connection shall end. */
  closeScreen(screen: number, reason: string): void;
  /** An error that nobody expected. */
  onInternalError(error: ContractError): void;
}

/** Bytes on their way to one screen before its streams hold back. */
const WINDOW_BYTES = 2 * 1024 * 1024;
const OPEN_MAX = 1_000;

interface Session {
  readonly open: Map<number, AbortController>;
  readonly window: Window;
}

export class Router {
  readonly #options: RouterOptions;
  readonly #sessions = new Map<number, Session>();

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  screenOpened(screen: number): void {
    this.#sessions.set(screen, { open: new Map(), window: new Window(WINDOW_BYTES) });
  }

  /** Its listens end, its calls are given up. */
  screenClosed(screen: number): void {
    const session = this.#sessions.get(screen);
    if (session === undefined) return;
    this.#sessions.delete(screen);
    const controllers = [...session.open.values()];
    session.open.clear();
    for (const controller of controllers) controller.abort();
    session.window.release();
  }

  /** All screens are gone. */
  close(): void {
    for (const screen of [...this.#sessions.keys()]) this.screenClosed(screen);
  }

  /** A frame of a screen; one that breaks the contract closes it. */
  frame(screen: number, text: string): void {
    const session = this.#sessions.get(screen);
    if (session === undefined) return;
    const frame = readFrame(text);
    if (typeof frame === 'string') return this.#refuse(screen, frame);
    if (frame.kind === 'cancel') {
      session.open.get(frame.id)?.abort();
      session.open.delete(frame.id);
      session.window.release();
      return;
    }
    if (session.open.has(frame.id)) return this.#refuse(screen, `the id ${frame.id} is in use`);
    if (session.open.size >= OPEN_MAX) return this.#refuse(screen, `more than ${OPEN_MAX} open calls`);
    const controller = new AbortController();
    session.open.set(frame.id, controller);
    void this.#run(screen, session, frame, controller);
  }

  async #run(
    screen: number,
    session: Session,
    frame: OpeningFrame,
    controller: AbortController,
  ): Promise<void> {
    const { id } = frame;
    const { signal } = controller;
    const write = (answer: ServerFrame) => {
      if (session.open.get(id) === controller) this.#send(screen, session, answer);
    };
    try {
      const loading = this.#options.route(frame.name);
      if (loading === undefined) throw notFound(say('workbench.unknown', { name: frame.name }));
      const route = await loading;
      if ((route.kind === 'procedure') !== (frame.kind === 'call'))
        throw notFound(say('workbench.otherKind', { name: frame.name, kind: route.kind }));
      const input = parseInput(route.input, frame.input);
      if (route.kind === 'procedure') {
        write({ id, value: (await route.run(input, signal)) ?? null });
      } else {
        const outlet = new StreamOutlet<unknown>({
          signal,
          clock: this.#options.clock,
          window: session.window,
          write: (event) => write({ id, event }),
        });
        await route.run(input, outlet satisfies Outlet<unknown>);
        outlet.flush();
        write({ id, end: true });
      }
    } catch (thrown) {
      if (!signal.aborted) {
        const error = asContractError(thrown);
        if (error.code === 'internal') this.#options.onInternalError(error);
        write({ id, error });
      }
    } finally {
      if (session.open.get(id) === controller) session.open.delete(id);
      controller.abort(); // whatever a service left running for it ends, too
    }
  }

  #send(screen: number, session: Session, frame: ServerFrame): void {
    const text = JSON.stringify(frame);
    session.window.add(text.length);
    this.#options.sendFrame(screen, text, () => session.window.left(text.length));
  }

  #refuse(screen: number, reason: string): void {
    this.screenClosed(screen);
    this.#options.closeScreen(screen, reason);
  }
}

type OpeningFrame = { kind: 'call' | 'listen'; id: number; name: string; input: unknown };

/** A client frame, or what is wrong with it. */
function readFrame(text: string): OpeningFrame | { kind: 'cancel'; id: number } | string {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return 'a frame is not JSON';
  }
  if (typeof frame !== 'object' || frame === null) return 'a frame is not an object';
  const { id, call, listen, cancel, input } = frame as Record<string, unknown>;
  if (!Number.isSafeInteger(id)) return 'a frame has no id';
  if (cancel === true) return { kind: 'cancel', id: id as number };
  if (typeof call === 'string') return { kind: 'call', id: id as number, name: call, input };
  if (typeof listen === 'string') return { kind: 'listen', id: id as number, name: listen, input };
  return 'a frame neither calls, listens nor cancels';
}

/** The client of the contract: `call` for one answer, `listen` for many events, both typed by the contract's maps. */
import { LINK_SAYINGS } from '../../src-main/contract/index.ts';
import type {
  ClientFrame,
  ContractError,
  ProcedureName,
  Procedures,
  ServerFrame,
  StreamName,
  Streams,
} from '../../src-main/contract/index.ts';
import type { LinkState, Transport } from './transport.ts';

/** A failed call; `error` is what the workbench said, for a person. */
export class CallError extends Error {
  readonly error: ContractError;
  constructor(error: ContractError) {
    super(error.message);
    this.error = error;
  }
}

export interface ListenHandlers<E> {
  onEvent: (event: E) => void;
  /** The other side has nothing more to tell. */
  onEnd?: () => void;
  onError?: (error: ContractError) => void;
  /** The link broke; a resuming listen asks again by itself when it is back. */
  onBreak?: () => void;
  /** False for readings that must not silently begin anew; they end with a `disconnected` error. Default true. */
  resume?: boolean;
}

export interface Client {
  call<N extends ProcedureName>(
    name: N,
    input: Procedures[N]['input'],
    options?: { signal?: AbortSignal },
  ): Promise<Procedures[N]['output']>;
  /** Listens until the returned function is called, the other side ends it, or it fails. */
  listen<N extends StreamName>(
    name: N,
    input: Streams[N]['input'],
    handlers: ListenHandlers<Streams[N]['event']>,
  ): () => void;
  linkState(): LinkState;
  onLinkState(listener: (state: LinkState) => void): () => void;
  reconnect(): void;
}

interface PendingCall {
  kind: 'call';
  /** What to send once the link is open; null when it was sent. */
  unsent: ClientFrame | null;
  resolve: (value: unknown) => void;
  reject: (error: CallError) => void;
}
interface OpenListen {
  kind: 'listen';
  name: string;
  input: unknown;
  handlers: ListenHandlers<unknown>;
}

const DISCONNECTED: ContractError = {
  code: 'disconnected',
  message: LINK_SAYINGS['link.lost'],
  said: { code: 'link.lost', values: {} },
  nextStep: LINK_SAYINGS['link.lost.next'],
  nextSaid: { code: 'link.lost.next', values: {} },
};

/** The same for a call that was sent: a change may have been made. */
const LOST: ContractError = { ...DISCONNECTED, code: 'lost' };

/**
 * Makes a client over a transport. A call waits while the link is being made and fails while it is down; a listen waits
 * in both cases and comes back with the link.
 */
export function createClient(transport: Transport): Client {
  let nextId = 1;
  let state: LinkState = 'connecting';
  const open = new Map<number, PendingCall | OpenListen>();
  // A listen keeps its own identity over reconnections; the wire id changes with each.
  const idOf = new Map<OpenListen, number>();
  const stateListeners = new Set<(state: LinkState) => void>();

  const send = (frame: ClientFrame): void => transport.send(frame);
  const begin = (listen: OpenListen): void => {
    const id = nextId++;
    open.set(id, listen);
    idOf.set(listen, id);
    if (state === 'open') send({ id, listen: listen.name, input: listen.input });
  };
  const forget = (id: number): void => {
    const entry = open.get(id);
    open.delete(id);
    if (entry?.kind === 'listen') idOf.delete(entry);
  };

  const onFrame = (frame: ServerFrame): void => {
    const entry = open.get(frame.id);
    // An answer to something given up meanwhile.
    if (!entry) return;
    if ('event' in frame) {
      if (entry.kind === 'listen') entry.handlers.onEvent(frame.event);
      return;
    }
    forget(frame.id);
    if ('error' in frame) {
      if (entry.kind === 'call') entry.reject(new CallError(frame.error));
      else entry.handlers.onError?.(frame.error);
    } else if (entry.kind === 'call') entry.resolve('value' in frame ? frame.value : null);
    else entry.handlers.onEnd?.();
  };

  const onOpen = (): void => {
    for (const entry of open.values()) {
      if (entry.kind !== 'call' || !entry.unsent) continue;
      send(entry.unsent);
      entry.unsent = null;
    }
    const listens = [...idOf.entries()];
    for (const [listen, id] of listens) {
      open.delete(id);
      begin(listen);
    }
  };
  const onBreak = (wasOpen: boolean): void => {
    for (const [id, entry] of open) {
      if (entry.kind === 'call') {
        open.delete(id);
        entry.reject(new CallError(entry.unsent === null ? LOST : DISCONNECTED));
      } else if (!wasOpen) {
        // It has not begun yet: it goes on waiting.
      } else if (entry.handlers.resume === false) {
        forget(id);
        entry.handlers.onError?.(DISCONNECTED);
      } else entry.handlers.onBreak?.();
    }
  };

  transport.onFrame(onFrame);
  transport.onState((next) => {
    const before = state;
    state = next;
    if (next === 'open') onOpen();
    else if (before === 'open' || next === 'closed') onBreak(before === 'open');
    for (const listener of stateListeners) listener(next);
  });

  return {
    call: (name, input, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (state === 'closed') {
          reject(new CallError(DISCONNECTED));
          return;
        }
        const id = nextId++;
        const frame: ClientFrame = { id, call: name, input };
        open.set(id, {
          kind: 'call',
          unsent: state === 'open' ? null : frame,
          resolve: resolve as (value: unknown) => void,
          reject,
        });
        signal?.addEventListener('abort', () => {
          if (!open.delete(id)) return;
          if (state === 'open') send({ id, cancel: true });
          reject(new CallError({ code: 'cancelled', message: 'Cancelled.' }));
        });
        if (state === 'open') send(frame);
      }),
    listen: (name, input, handlers) => {
      const listen: OpenListen = {
        kind: 'listen',
        name,
        input,
        handlers: handlers as ListenHandlers<unknown>,
      };
      begin(listen);
      return () => {
        const id = idOf.get(listen);
        if (id === undefined) return;
        forget(id);
        if (state === 'open') send({ id, cancel: true });
      };
    },
    linkState: () => state,
    onLinkState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    reconnect: () => transport.reconnect(),
  };
}

/** The wire under the contract: a WebSocket in a browser, the preload's bridge under Electron. */
import type { ClientFrame, ServerFrame } from '../../src-main/contract/index.ts';

export type LinkState = 'connecting' | 'open' | 'closed';

/** Carries frames in order while `open`; what is sent in another state is lost, the client sends it again. */
export interface Transport {
  send(frame: ClientFrame): void;
  /** Both return how to stop listening; the state is told at once and at each change. */
  onFrame(listener: (frame: ServerFrame) => void): () => void;
  onState(listener: (state: LinkState) => void): () => void;
  /** Tries again now instead of at the end of the pause. */
  reconnect(): void;
}

/** What Electron's preload puts on the window: frames as JSON texts. */
export interface SluiceBridge {
  send(text: string): void;
  onFrame(listener: (text: string) => void): void;
  /** The workbench process came (true) or went (false). */
  onOpen?(listener: (open: boolean) => void): void;
}

declare global {
  interface Window {
    sluice?: SluiceBridge;
  }
}

class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  on(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  emit(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

/** A WebSocket that comes back by itself; pauses double from 250 ms to 4 s, and a page that is shown again tries at once. */
export function webSocketTransport(url: string): Transport {
  const frames = new Emitter<ServerFrame>();
  const states = new Emitter<LinkState>();
  let state: LinkState = 'connecting';
  let socket: WebSocket | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const become = (next: LinkState): void => {
    state = next;
    states.emit(next);
  };
  const open = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    become('connecting');
    const mine = new WebSocket(url);
    socket = mine;
    mine.onopen = () => {
      pauseMs = FIRST_PAUSE_MS;
      become('open');
    };
    mine.onmessage = (event) => frames.emit(JSON.parse(String(event.data)) as ServerFrame);
    mine.onclose = () => {
      if (socket !== mine) return;
      socket = null;
      become('closed');
      timer = setTimeout(open, pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    };
  };
  const reconnect = (): void => {
    if (!socket) open();
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) reconnect();
  });
  open();
  return {
    send: (frame) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    onFrame: (listener) => frames.on(listener),
    onState: (listener) => {
      listener(state);
      return states.on(listener);
    },
    reconnect,
  };
}

/** The same over the preload's bridge. */
export function bridgeTransport(bridge: SluiceBridge): Transport {
  const frames = new Emitter<ServerFrame>();
  const states = new Emitter<LinkState>();
  let state: LinkState = bridge.onOpen ? 'connecting' : 'open';
  bridge.onFrame((text) => frames.emit(JSON.parse(text) as ServerFrame));
  bridge.onOpen?.((open) => {
    state = open ? 'open' : 'closed';
    states.emit(state);
  });
  return {
    send: (frame) => bridge.send(JSON.stringify(frame)),
    onFrame: (listener) => frames.on(listener),
    onState: (listener) => {
      listener(state);
      return states.on(listener);
    },
    reconnect: () => {},
  };
}

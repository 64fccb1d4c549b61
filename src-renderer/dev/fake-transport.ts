/** Carries frames to the made-up cluster and back, a few milliseconds later, as the real link does. */
import type { ClientFrame, ContractError, ServerFrame } from '../../src-main/contract/index.ts';
import type { LinkState, Transport } from '../lib/transport.ts';
import type { FakeCluster } from './fake-cluster.ts';

const DELAY_MS = 15;

export function fakeTransport(cluster: FakeCluster): Transport & { cut: () => void; restore: () => void } {
  const frames = new Set<(frame: ServerFrame) => void>();
  const states = new Set<(state: LinkState) => void>();
  const stops = new Map<number, () => void>();
  let state: LinkState = 'open';
  const emit = (frame: ServerFrame): void => {
    setTimeout(() => {
      if (state === 'open') for (const listener of frames) listener(frame);
    }, DELAY_MS);
  };
  const become = (next: LinkState): void => {
    state = next;
    for (const listener of states) listener(next);
  };
  const restore = (): void => {
    become('connecting');
    setTimeout(() => become('open'), 300);
  };
  return {
    send: (frame: ClientFrame) => {
      if ('cancel' in frame) {
        stops.get(frame.id)?.();
        stops.delete(frame.id);
      } else if ('call' in frame) {
        try {
          emit({ id: frame.id, value: cluster.call(frame.call, frame.input as never) });
        } catch (error) {
          emit({ id: frame.id, error: error as ContractError });
        }
      } else {
        const stop = cluster.listen(
          frame.listen,
          frame.input as never,
          (event) => emit({ id: frame.id, event }),
          () => emit({ id: frame.id, end: true }),
        );
        stops.set(frame.id, stop);
      }
    },
    onFrame: (listener) => {
      frames.add(listener);
      return () => frames.delete(listener);
    },
    onState: (listener) => {
      listener(state);
      states.add(listener);
      return () => states.delete(listener);
    },
    reconnect: restore,
    cut: () => {
      for (const stop of stops.values()) stop();
      stops.clear();
      become('closed');
    },
    restore,
  };
}

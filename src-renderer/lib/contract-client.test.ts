import { beforeEach, expect, test } from 'vitest';
import type { ClientFrame, ServerFrame } from '../../src-main/contract/index.ts';
import { CallError, createClient, type Client } from './contract-client.ts';
import type { LinkState } from './transport.ts';

let sent: ClientFrame[];
let client: Client;
let answer: (frame: ServerFrame) => void;
let become: (state: LinkState) => void;
const overview = { cluster: 'local' };

beforeEach(() => {
  sent = [];
  client = createClient({
    send: (frame) => sent.push(frame),
    onFrame: (listener) => {
      answer = listener;
      return () => {};
    },
    onState: (listener) => {
      become = listener;
      listener('connecting');
      return () => {};
    },
    reconnect: () => {},
  });
});

test('answers find their calls in any order', async () => {
  become('open');
  const first = client.call('app.info', null);
  const second = client.call('topics.delete', { cluster: 'local', topic: 'orders' });
  expect(sent).toEqual([
    { id: 1, call: 'app.info', input: null },
    { id: 2, call: 'topics.delete', input: { cluster: 'local', topic: 'orders' } },
  ]);
  answer({ id: 2, error: { code: 'not-found', message: 'There is no topic orders.' } });
  answer({ id: 1, value: { version: '0.1.0' } });
  await expect(second).rejects.toThrow('There is no topic orders.');
  expect(await first).toEqual({ version: '0.1.0' });
});

test('a call waits for the link being made, and fails while it is down', async () => {
  const early = client.call('app.info', null);
  expect(sent).toEqual([]);
  become('open');
  expect(sent).toEqual([{ id: 1, call: 'app.info', input: null }]);
  answer({ id: 1, value: 'info' });
  expect(await early).toBe('info');
  const inFlight = client.call('app.info', null);
  become('closed');
  await expect(inFlight).rejects.toMatchObject({ error: { code: 'lost' } });
  await expect(client.call('app.info', null)).rejects.toThrow(CallError);
  become('connecting');
  const waiting = client.call('app.info', null);
  become('closed');
  await expect(waiting).rejects.toMatchObject({ error: { code: 'disconnected' } });
  expect(sent).toHaveLength(2);
});

test('a cancelled call is given up on both sides, a late answer is ignored', async () => {
  become('open');
  const abort = new AbortController();
  const call = client.call('app.info', null, { signal: abort.signal });
  abort.abort();
  await expect(call).rejects.toMatchObject({ error: { code: 'cancelled' } });
  expect(sent.at(-1)).toEqual({ id: 1, cancel: true });
  answer({ id: 1, value: null });
});

test('a listen begun before the link is open is asked once it is', () => {
  const events: unknown[] = [];
  client.listen('overview.watch', overview, { onEvent: (event) => events.push(event) });
  expect(sent).toEqual([]);
  become('open');
  expect(sent).toMatchObject([{ listen: 'overview.watch' }]);
  answer({ id: sent[0]!.id, event: 'a' });
  answer({ id: sent[0]!.id, event: 'b' });
  expect(events).toEqual(['a', 'b']);
});

test('a listen comes back under a new id, events of the old one no longer count', () => {
  become('open');
  const told: string[] = [];
  const stop = client.listen('overview.watch', overview, {
    onEvent: (event) => told.push(event as unknown as string),
    onBreak: () => told.push('break'),
  });
  const before = sent[0]!.id;
  become('closed');
  become('connecting');
  become('open');
  const after = sent[1]!.id;
  expect(after).not.toBe(before);
  answer({ id: before, event: 'old' });
  answer({ id: after, event: 'new' });
  stop();
  answer({ id: after, event: 'late' });
  expect(told).toEqual(['break', 'new']);
  expect(sent.at(-1)).toEqual({ id: after, cancel: true });
});

test('a reading that must not begin anew ends with the link', () => {
  become('open');
  const told: string[] = [];
  const request = {
    cluster: 'local',
    topic: 'orders',
    partitions: [],
    from: { kind: 'live' },
    limit: 0,
    filter: { text: '', clauses: [], script: '' },
    isolation: 'read_uncommitted',
    until: null,
    invisible: false,
  } as const;
  client.listen('messages.read', request, {
    onEvent: () => {},
    onError: (error) => told.push(error.code),
    resume: false,
  });
  become('closed');
  become('open');
  expect(told).toEqual(['disconnected']);
  expect(sent).toHaveLength(1);
});

test('the end and the failure of a listen are told once, and stopping it afterwards sends nothing', () => {
  become('open');
  const told: string[] = [];
  const stopEnded = client.listen('sample.watch', overview, {
    onEvent: () => {},
    onEnd: () => told.push('end'),
  });
  const stopFailed = client.listen('sample.watch', overview, {
    onEvent: () => {},
    onError: (error) => told.push(error.code),
  });
  answer({ id: 1, end: true });
  answer({ id: 2, error: { code: 'internal', message: 'x' } });
  stopEnded();
  stopFailed();
  expect(told).toEqual(['end', 'internal']);
  expect(sent).toHaveLength(2);
});

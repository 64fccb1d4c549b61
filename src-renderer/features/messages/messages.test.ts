import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inEnglish, type MessageRow, type ReadEvent, say } from '../../../src-main/contract/index.ts';
import { LIVE_ROWS, Reading, newestFirst, type Listen } from './reading.ts';
import { choiceOf, queryOf, requestOf } from './request.ts';

const payload = { format: 'null', text: '', sizeBytes: 0, cut: false } as const;
function row(text: string): MessageRow {
  const [partition, offset, timestampMs] = text.split(/[/@]/).map(Number);
  return {
    partition: partition!,
    offset: offset!,
    timestampMs: timestampMs ?? 0,
    timestampType: 'create',
    key: payload,
    value: payload,
    headers: [],
  };
}
const rows = (...texts: string[]): ReadEvent => ({ kind: 'rows', rows: texts.map(row) });
const shown = (reading: Reading): string =>
  reading
    .get()
    .rows.map((one) => `${one.partition}/${one.offset}`)
    .join(' ');

let handlers: Parameters<Listen>[1];
let stopped: number;
let reading: Reading;
const start = (query: Record<string, string>): void =>
  reading.start(requestOf('local', 'orders', choiceOf(query), 0)!);

beforeEach(() => {
  vi.useFakeTimers();
  stopped = 0;
  reading = new Reading((_, given) => {
    handlers = given;
    return () => {
      stopped += 1;
    };
  });
});
afterEach(() => vi.useRealTimers());

test('newest rows of all partitions are merged, newest first', () => {
  start({});
  handlers.onEvent(rows('0/4@10', '0/5@30'));
  handlers.onEvent(rows('1/7@20'));
  expect(shown(reading)).toBe('');
  vi.advanceTimersByTime(100);
  expect(shown(reading)).toBe('0/5 1/7 0/4');
  handlers.onEvent({ kind: 'done', reason: 'limit' });
  handlers.onEnd();
  expect(reading.get()).toMatchObject({ status: 'done', doneReason: 'limit' });
});

test('a producer whose clock went back does not break the order of offsets', () => {
  const merged = newestFirst(['0/1@50', '0/2@10', '1/1@30', '0/3@20', '1/2@40'].map(row));
  expect(merged.map((one) => `${one.partition}/${one.offset}`).join(' ')).toBe('1/2 1/1 0/3 0/2 0/1');
});

test('reading again keeps the old rows until new ones come', () => {
  start({ from: 'oldest' });
  handlers.onEvent(rows('0/0', '0/1'));
  handlers.onEnd();
  start({ from: 'oldest', filter: 'x' });
  expect(shown(reading)).toBe('0/0 0/1');
  handlers.onEvent(rows('0/1'));
  vi.advanceTimersByTime(100);
  expect(shown(reading)).toBe('0/1');
});

test('a reading that ends without a row shows none', () => {
  start({ from: 'oldest' });
  handlers.onEvent(rows('0/0'));
  handlers.onEnd();
  start({ from: 'oldest', filter: 'nothing' });
  handlers.onEvent({
    kind: 'progress',
    scanned: 9,
    matched: 0,
    scannedBytes: 90,
    elapsedMs: 5,
    remaining: 0,
  });
  handlers.onEnd();
  expect(shown(reading)).toBe('');
  expect(reading.get().progress).toEqual({
    scanned: 9,
    matched: 0,
    scannedBytes: 90,
    elapsedMs: 5,
    remaining: 0,
  });
});

test('a pause of the live tail holds rows back and loses none', () => {
  start({ from: 'live' });
  handlers.onEvent(rows('0/0', '0/1'));
  vi.advanceTimersByTime(100);
  reading.setPaused(true);
  handlers.onEvent(rows('0/2'));
  handlers.onEvent(rows('0/3'));
  vi.advanceTimersByTime(100);
  expect([shown(reading), reading.get().held]).toEqual(['0/1 0/0', 2]);
  reading.setPaused(false);
  expect([shown(reading), reading.get().held]).toEqual(['0/3 0/2 0/1 0/0', 0]);
});

test('the live tail keeps the newest rows only', () => {
  start({ from: 'live' });
  handlers.onEvent(rows(...Array.from({ length: LIVE_ROWS + 10 }, (_, index) => `0/${index}`)));
  vi.advanceTimersByTime(100);
  expect(reading.get().rows).toHaveLength(LIVE_ROWS);
  expect(reading.get().rows[0]!.offset).toBe(LIVE_ROWS + 9);
});

test('notices, drops and failures are said', () => {
  start({ from: 'live' });
  handlers.onEvent({ kind: 'notice', partition: 2, message: inEnglish(say('notice.noneSoLate')) });
  handlers.onEvent({ kind: 'dropped', count: 40 });
  handlers.onEvent({ kind: 'dropped', count: 2 });
  handlers.onError({ code: 'disconnected', message: 'gone' });
  expect(reading.get()).toMatchObject({
    status: 'failed',
    notices: ['2: No record is that late.'],
    dropped: 42,
    error: { code: 'disconnected' },
  });
});

test('rows of an earlier reading do not stand for one that was refused', () => {
  start({});
  handlers.onEvent(rows('0/1'));
  handlers.onEnd();
  expect(shown(reading)).toBe('0/1');
  start({ script: 'value.' });
  handlers.onError({ code: 'invalid', message: 'The script cannot be read.' });
  expect([reading.get().status, shown(reading)]).toEqual(['failed', '']);
});

test('stopping ends the listen, keeps the rows, and later events are nobody’s', () => {
  start({ from: 'oldest' });
  handlers.onEvent(rows('0/0'));
  vi.advanceTimersByTime(100);
  reading.stop();
  expect(stopped).toBe(1);
  expect(reading.get()).toMatchObject({ status: 'done', doneReason: 'cancelled' });
  expect(shown(reading)).toBe('0/0');
});

test('an address and a choice say the same', () => {
  const choice = choiceOf({
    from: 'offset',
    at: '42',
    limit: '500',
    partitions: '0,2,x',
    filter: 'a',
    isolation: 'committed',
  });
  expect(choice).toEqual({
    from: 'offset',
    at: '42',
    limit: 500,
    partitions: [0, 2],
    filter: 'a',
    clauses: [],
    script: '',
    committedOnly: true,
    invisible: false,
    until: '',
  });
  const where = [{ on: 'value', path: 'a.b', test: 'is', operand: '1' }] as const;
  const narrowed = choiceOf({
    from: 'group',
    at: 'g',
    where: JSON.stringify(where),
    script: 'value',
    show: 'all',
    until: '#9',
  });
  expect(choiceOf(queryOf(narrowed))).toEqual(narrowed);
  expect(requestOf('local', 't', narrowed, 0)).toMatchObject({
    from: { kind: 'group', groupId: 'g' },
    filter: { clauses: where, script: 'value' },
    until: { kind: 'offset', offset: 9 },
    invisible: true,
  });
  expect(choiceOf({ where: '[{"on":"value"},1,{"on":"x","test":"is","operand":""}]' }).clauses).toEqual([]);
  expect(requestOf('local', 't', choiceOf({ until: 'never' }), 0)).toBeNull();
  expect(requestOf('local', 't', choiceOf({ from: 'ago', at: '1h' }), 0)!.from).toEqual({
    kind: 'ago',
    ms: 3_600_000,
  });
  expect(choiceOf(queryOf(choice))).toEqual(choice);
  expect(queryOf(choiceOf({}))).toEqual(
    Object.fromEntries(Object.keys(queryOf(choice)).map((key) => [key, undefined])),
  );
  expect(requestOf('local', 't', choice, 0)).toMatchObject({
    from: { kind: 'offset', offset: 42 },
    partitions: [0, 2],
    isolation: 'read_committed',
  });
  expect(requestOf('local', 't', choiceOf({ from: 'offset', at: '-1' }), 0)).toBeNull();
  expect(requestOf('local', 't', choiceOf({ limit: '7' }), 0)).toMatchObject({
    from: { kind: 'newest', count: 100 },
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LaterChanges, REST_MS, type QueryChange } from './later-changes.ts';

/** A browser's history of one tab: entries, and which of them is shown. */
let entries: string[];
let at: number;
let later: LaterChanges;

function written(address: string, change: QueryChange): string {
  const [path, query] = address.split('?');
  const all = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) all.delete(name);
    else all.set(name, value);
  }
  return all.size === 0 ? path! : `${path}?${decodeURIComponent(all.toString())}`;
}

/** As the frame does it: what waits is written before a step of history, and forgotten after one back. */
const replace = (change: QueryChange): void => {
  entries[at] = written(entries[at]!, change);
};
const go = (change: QueryChange): void => {
  later.settle('orders');
  entries = [...entries.slice(0, at + 1), written(entries[at]!, change)];
  at++;
};
const back = (): void => {
  at--;
  later.forget();
};
const record = (key: string | undefined): void => later.say('orders', { record: key });

beforeEach(() => {
  vi.useFakeTimers();
  entries = ['/orders'];
  at = 0;
  later = new LaterChanges(
    (tabId) => (tabId === 'orders' ? entries[at]! : null),
    (_, change) => replace(change),
  );
});
afterEach(() => vi.useRealTimers());

test('from record to record only the last is written, when there is rest', () => {
  for (const key of ['0/1', '0/2', '0/3']) {
    record(key);
    vi.advanceTimersByTime(REST_MS - 1);
  }
  expect(entries).toEqual(['/orders']);
  vi.advanceTimersByTime(1);
  expect(entries).toEqual(['/orders?record=0/3']);
});

test('Back within the rest writes to no entry: neither to the one it left nor to the one it came to', () => {
  go({ tab: 'files' });
  go({ tab: undefined });
  record('0/7');
  vi.advanceTimersByTime(100);
  back();
  vi.advanceTimersByTime(10 * REST_MS);
  expect([entries, at]).toEqual([['/orders', '/orders?tab=files', '/orders'], 1]);
});

test('a step to another view within the rest leaves the record in the entry in which it was opened', () => {
  record('0/7');
  vi.advanceTimersByTime(100);
  go({ tab: 'files' });
  vi.advanceTimersByTime(10 * REST_MS);
  expect(entries).toEqual(['/orders?record=0/7', '/orders?record=0/7&tab=files']);
});

test('an address that changed by itself meanwhile is left alone', () => {
  record('0/7');
  entries[at] = '/orders?record=0/99';
  vi.advanceTimersByTime(REST_MS);
  expect(entries).toEqual(['/orders?record=0/99']);
});

test('closing the record within the rest is the last word', () => {
  record('0/7');
  record(undefined);
  vi.advanceTimersByTime(REST_MS);
  expect(entries).toEqual(['/orders']);
});

test('a tab that is gone has no address to write', () => {
  later.say('gone', { record: '0/1' });
  vi.advanceTimersByTime(REST_MS);
  expect(entries).toEqual(['/orders']);
});

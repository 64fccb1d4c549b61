import { expect, test } from 'vitest';
import { silentLog } from '../../env/node/index.ts';
import { Store } from '../store/index.ts';
import { FacetSaver } from './facet-saver.ts';
import { NO_FACETS } from './state.ts';

const HOUR_MS = 3_600_000;

test('moments of a clock that was set back go, those before stay, and what is saved next is the newest', () => {
  const store = new Store(':memory:', 0);
  let wallMs = 10 * HOUR_MS;
  let monotonicMs = 0;
  const clock = { wallMs: () => wallMs, monotonicMs: () => monotonicMs } as never;
  const save = (saver: FacetSaver) => {
    monotonicMs += 10_000;
    saver.changed('metadata');
    saver.save(NO_FACETS, false);
  };
  const hours = () => store.snapshotMoments('local').map((atMs) => atMs / HOUR_MS);
  const saver = new FacetSaver(store, 'local', { clock, log: silentLog });
  for (const hour of [10, 11, 12]) {
    wallMs = hour * HOUR_MS;
    save(saver);
  }
  expect(hours()).toEqual([10, 11, 12]);
  // By a little it is as it was.
  wallMs -= 1_000;
  save(saver);
  expect(hours()).toHaveLength(4);
  wallMs = 10.5 * HOUR_MS;
  save(saver);
  expect(hours()).toEqual([10, 10.5]);
  // So it is when that happened between two lives.
  wallMs = 10.25 * HOUR_MS;
  save(new FacetSaver(store, 'local', { clock, log: silentLog }));
  expect(hours()).toEqual([10, 10.25]);
  store.close();
});

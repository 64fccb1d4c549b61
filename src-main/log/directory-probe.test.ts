import { expect, test } from 'vitest';
import { LogWorld } from '../sim/log-script.ts';
import { worksAgain } from './directory-probe.ts';
import { formatDirectory } from './meta-properties.ts';

test('a log dir that was never opened works again when it can be opened, not merely written to', () => {
  const { disk, env } = new LogWorld();
  const works = () => worksAgain(disk, '/d', { isOpen: false });
  // An empty one is made and formatted by the next start.
  expect(works()).toBe(true);
  formatDirectory(env, '/d', { nodeId: 1, clusterId: 'clusterAAAAAAAAAAAAAAw' });
  const properties = disk.readFile('/d/meta.properties');
  expect(works()).toBe(true);
  disk.tamper('/d/meta.properties', Buffer.from('version=1\n'));
  expect(works()).toBe(false);
  expect(worksAgain(disk, '/d', { isOpen: true })).toBe(true);
  disk.makeDirectory('/d/t-0');
  disk.tamper('/d/meta.properties', undefined);
  expect(works()).toBe(false);
  disk.tamper('/d/meta.properties', properties);
  expect(works()).toBe(true);
  const lock = disk.lock('/d/.lock');
  expect(works()).toBe(false);
  lock!.release();
  expect(works()).toBe(true);
});

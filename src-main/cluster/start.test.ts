import { expect, test } from 'vitest';
import { nodeClock, randomBytes } from '../env/node/index.ts';
import { ClusterError, parseFlags, startCluster } from './index.ts';

test.each([
  ['num.partition=3', '--set num.partition: brokers have no setting of this name'],
  ['num.partitions=three', /^--set num\.partitions: /],
  ['num.partitions=0', /^--set num\.partitions: /],
  ['sluice.fast.failover=maybe', /^--set sluice\.fast\.failover: /],
])('--set %s is refused before anything starts', async (text, message) => {
  const nodeHost = { launch: () => expect.unreachable('nothing is launched') };
  const shell = { nodeHost, clock: nodeClock(), randomBytes, say() {} };
  const started = startCluster(parseFlags(['--ephemeral', '--set', text]), shell as never);
  await expect(started).rejects.toThrow(message);
  await expect(started).rejects.toBeInstanceOf(ClusterError);
});

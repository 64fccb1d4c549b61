import { inEnglish, LOCAL_CLUSTER, say } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import type { Cluster } from '../model/index.ts';
import { procedure, stream, z } from '../router/index.ts';
import { untilLeft } from './watch.ts';

export function appService(bench: Bench) {
  const { store } = bench;
  const memory = () => ({
    notice: store.notice,
    trouble:
      store.trouble === null
        ? null
        : inEnglish(say('store.unwritable', { reason: store.trouble, path: bench.start.dataDirectory })),
  });
  return {
    'app.info': procedure<'app.info'>(z.nullable(z.unknown()) as never, async () => {
      const { version, host, dataDirectory } = bench.start;
      return {
        version,
        host,
        platform: bench.platform,
        dataDirectory,
        firstRun: await isFirstRun(bench.cluster(LOCAL_CLUSTER)),
      };
    }),

    'app.ping': procedure<'app.ping'>(z.null(), async () => null),

    'app.memory': stream<'app.memory'>(z.object({}), (_input, outlet) => {
      outlet.latest(memory());
      return untilLeft(
        outlet.signal,
        store.onTrouble(() => outlet.latest(memory())),
      );
    }),
  };
}

const PATIENCE_MS = 1_000;

/** A cluster that does not answer is no reason to keep the frame waiting: what was known last decides then. */
async function isFirstRun(cluster: Cluster): Promise<boolean> {
  if (!cluster.userTopicSeen)
    await Promise.race([cluster.refreshMetadata(), cluster.client.pause(PATIENCE_MS)]);
  return !cluster.userTopicSeen;
}

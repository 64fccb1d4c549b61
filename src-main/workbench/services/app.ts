import { LOCAL_CLUSTER } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import type { Cluster } from '../model/index.ts';
import { procedure, z } from '../router/index.ts';

export function appService(bench: Bench) {
  let { notice } = bench.store;
  const noticeOnce = () => {
    const told = notice;
    notice = null;
    return told === null ? {} : { notice: told };
  };
  return {
    'app.info': procedure<'app.info'>(z.nullable(z.unknown()) as never, async () => {
      const { version, host, dataDirectory } = bench.start;
      return {
        version,
        host,
        platform: bench.platform,
        dataDirectory,
        ...noticeOnce(),
        firstRun: await isFirstRun(bench.cluster(LOCAL_CLUSTER)),
      };
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

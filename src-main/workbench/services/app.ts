import type { Bench } from '../bench.ts';
import { procedure, z } from '../router/index.ts';

export function appService(bench: Bench) {
  return {
    'app.info': procedure<'app.info'>(z.nullable(z.unknown()) as never, async () => {
      const { version, host, dataDirectory } = bench.start;
      return {
        version,
        host,
        platform: bench.platform,
        dataDirectory,
        firstRun: await isFirstRun(bench),
        clusters: [{ id: 'local', name: 'local', kind: 'local', readOnly: false }],
      };
    }),
  };
}

const SEEN_SETTING = 'user-topic-seen';

/** Once a topic of the user's was seen, it never is the first run again, though all topics be deleted. */
async function isFirstRun({ store, cluster }: Bench): Promise<boolean> {
  if (store.setting(SEEN_SETTING) !== null) return false;
  const local = cluster('local');
  // A cluster that does not answer is no reason to keep the frame waiting: it is asked when it is fresh.
  const { topics } = await local.client.refreshMetadata().catch(() => local.client.metadata);
  const seen = [...topics.values()].some(({ internal }) => !internal);
  if (seen) store.saveSetting(SEEN_SETTING, 'yes');
  return !seen;
}

import type { Bench } from '../bench.ts';
import { clusterId, procedure, stream, z } from '../router/index.ts';
import { untilLeft } from './watch.ts';

const settings = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(60)),
  bootstrapServers: z.string().check(z.trim(), z.minLength(1), z.maxLength(4_000)),
  colour: z.nullable(z.enum(['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'])),
  readOnly: z.boolean(),
});
const saveInput = z.object({ id: z.nullable(clusterId), settings });
const idInput = z.object({ id: clusterId });

/** Connections to remote clusters: which there are, and how they stand. */
export function connectionsService({ connections }: Bench) {
  return {
    'connections.watch': stream<'connections.watch'>(z.object({}), (_input, outlet) => {
      outlet.latest(connections.views());
      const unsubscribe = connections.onChange(() => outlet.latest(connections.views()));
      return untilLeft(outlet.signal, unsubscribe);
    }),

    'connections.save': procedure<'connections.save'>(saveInput, async (input) => ({
      id: connections.save(input.id, input.settings),
    })),

    'connections.remove': procedure<'connections.remove'>(idInput, async ({ id }) => {
      connections.remove(id);
      return null;
    }),
  };
}

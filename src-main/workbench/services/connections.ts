import { type ConnectionDraft, inEnglish, say } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { clusterId, procedure, stream, z } from '../router/index.ts';
import { untilLeft } from './watch.ts';

const SECRET_MAX = 24 * 1024 * 1024;
const text = (most: number) => z.string().check(z.maxLength(most));
const file = z.nullable(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('path'),
      path: z.string().check(z.trim(), z.minLength(1), z.maxLength(4_096)),
    }),
    z.object({ kind: z.literal('kept'), name: text(255) }),
  ]),
);
const registry = z.object({
  url: z.string().check(z.trim(), z.minLength(1), z.maxLength(4_000)),
  login: z.enum(['none', 'basic', 'bearer']),
  username: text(1_000),
  tls: z.object({ truststore: file, keystore: file, verifyHostname: z.boolean() }),
});
const settings = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(60)),
  bootstrapServers: z.string().check(z.trim(), z.minLength(1), z.maxLength(4_000)),
  colour: z.nullable(z.enum(['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'])),
  readOnly: z.boolean(),
  protocol: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']),
  tls: z.object({ truststore: file, keystore: file, verifyHostname: z.boolean() }),
  sasl: z.object({
    mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER']),
    username: text(1_000),
    tokenUrl: text(4_000).check(
      z.refine((url) => url === '' || /^https?:\/\/\S+$/.test(url), {
        error: inEnglish(say('input.httpsAddress')),
      }),
    ),
    clientId: text(1_000),
    scope: text(4_000),
  }),
  registry: z.nullable(registry),
  secretsIn: z.enum(['keychain', 'file', 'memory']),
});
const secret = z.optional(z.nullable(text(SECRET_MAX)));
const draft = {
  id: z.nullable(clusterId),
  copyOf: z.optional(z.nullable(clusterId)),
  importId: z.optional(z.nullable(text(64))),
  secrets: z.strictObject({
    truststore: secret,
    truststorePassword: secret,
    keystore: secret,
    keystorePassword: secret,
    keyPassword: secret,
    password: secret,
    clientSecret: secret,
    token: secret,
    registryPassword: secret,
    registryToken: secret,
    registryTruststore: secret,
    registryTruststorePassword: secret,
    registryKeystore: secret,
    registryKeystorePassword: secret,
    registryKeyPassword: secret,
  }),
};
const draftInput = z.object({ ...draft, settings });
/** A connection can be tried before it has a name. */
const testInput = z.object({ ...draft, settings: z.extend(settings, { name: text(60) }) });
const idInput = z.object({ id: clusterId });
const importInput = z.object({ text: text(SECRET_MAX) });

/** Connections to remote clusters: which there are, how they stand, and what is known of them. */
export function connectionsService({ connections, vault }: Bench) {
  return {
    'connections.watch': stream<'connections.watch'>(z.object({}), (_input, outlet) => {
      outlet.latest(connections.views());
      const unsubscribe = connections.onChange(() => outlet.latest(connections.views()));
      return untilLeft(outlet.signal, unsubscribe);
    }),

    'connections.save': procedure<'connections.save'>(draftInput, async (input) => ({
      id: await connections.save(input),
    })),

    'connections.remove': procedure<'connections.remove'>(idInput, async ({ id }) => {
      connections.remove(id);
      return null;
    }),

    'connections.retry': procedure<'connections.retry'>(idInput, async ({ id }) => {
      connections.retry(id);
      return null;
    }),

    'connections.import': procedure<'connections.import'>(importInput, async (input) =>
      connections.import(input.text),
    ),

    'connections.export': procedure<'connections.export'>(idInput, async ({ id }) => ({
      text: connections.export(id),
    })),

    'connections.keepers': procedure<'connections.keepers'>(z.null(), () => vault.available()),

    'connections.test': stream<'connections.test'>(testInput, (input: ConnectionDraft, outlet) =>
      connections.test(input, outlet.signal, (step) => outlet.send(step)),
    ),
  };
}

import {
  type AsOf,
  type ClusterId,
  COMPATIBILITY_LEVELS,
  type DeletionPlan,
  type RegistryView,
  type SchemaCheck,
  type SchemaDraft,
  type SubjectUse,
} from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { readSchema } from '../decoding/index.ts';
import { type Registry, RegistryError } from '../registry/index.ts';
import { noRegistry, onCluster, procedure, stream, topicName, z } from '../router/index.ts';
import { schemaChoice, schemaInput, subjectName } from './schema-inputs.ts';
import { untilLeft } from './watch.ts';

const SCHEMA_MAX = 4_000_000;
const version = z.int().check(z.minimum(1));
const onSubject = z.extend(onCluster, { subject: subjectName });
const draft = z.object({
  subject: subjectName,
  kind: z.enum(['avro', 'protobuf', 'json-schema']),
  text: z.string().check(z.minLength(1), z.maxLength(SCHEMA_MAX)),
  references: z
    .array(z.object({ name: z.string().check(z.minLength(1)), subject: subjectName, version }))
    .check(z.maxLength(200)),
});
const onDraft = z.extend(onCluster, { draft });
const onPart = z.extend(onCluster, { topic: topicName, part: z.enum(['key', 'value']) });
const usesInput = z.extend(onCluster, { id: z.union([z.int(), z.string().check(z.maxLength(64))]) });
const levelInput = z.extend(onCluster, {
  subject: z.nullable(subjectName),
  level: z.nullable(z.enum(COMPATIBILITY_LEVELS)),
});
const deleteInput = z.extend(onSubject, {
  version: z.nullable(version),
  permanent: z.boolean(),
  preview: z.boolean(),
});

/** The schema registry of a cluster: subjects, versions, what may follow them, and what a text becomes by them. */
export function schemasService({ connections }: Bench) {
  const registryOf = (cluster: ClusterId): Registry => {
    const registry = connections.registry(cluster);
    if (registry === undefined) throw noRegistry();
    return registry;
  };
  /** Watches the registry that a cluster has, and another one when the settings of the connection change. */
  const followRegistry = (
    cluster: ClusterId,
    signal: AbortSignal,
    watch: (registry: Registry | undefined) => (() => void) | undefined,
  ): Promise<void> => {
    let watched = connections.registry(cluster);
    let unwatch = watch(watched);
    const unfollow = connections.onChange(() => {
      // A connection that was removed has none any more.
      const isThere = connections.views().some(({ id }) => id === cluster);
      const registry = isThere ? connections.registry(cluster) : undefined;
      if (registry === watched) return;
      unwatch?.();
      watched = registry;
      unwatch = watch(registry);
    });
    return untilLeft(signal, () => {
      unfollow();
      unwatch?.();
    });
  };
  return {
    'schemas.watch': stream<'schemas.watch'>(onCluster, ({ cluster }, outlet) => {
      let sent = '';
      return followRegistry(cluster, outlet.signal, (registry) => {
        const tell = () => {
          const view: AsOf<RegistryView | null> | null =
            registry === undefined ? { value: null, asOfMs: 0, stale: false } : registry.list.view();
          if (view === null) return;
          const text = JSON.stringify([view.stale, view.value]);
          if (text !== sent) outlet.latest(view);
          sent = text;
        };
        const unwatch = registry?.list.watch(tell);
        tell();
        return unwatch;
      });
    }),

    'schemas.outage': stream<'schemas.outage'>(onCluster, ({ cluster }, outlet) =>
      followRegistry(cluster, outlet.signal, (registry) => {
        const tell = () => outlet.send(registry?.schemas.outage ?? null);
        const unwatch = registry?.watchOutage(tell);
        tell();
        return unwatch;
      }),
    ),

    'schemas.subject': procedure<'schemas.subject'>(onSubject, async ({ cluster, subject }) => {
      const { client } = registryOf(cluster);
      const [all, live, own, global] = await Promise.all([
        client.versions(subject, { deleted: true }),
        client.versions(subject).catch(nothingIfUnknown<number>),
        client.compatibility(subject),
        client.compatibility(),
      ]);
      return {
        subject,
        versions: all
          .toSorted((a, b) => b - a)
          .map((number) => ({ version: number, deleted: !live.includes(number) })),
        compatibility: { level: own ?? global ?? 'NONE', own: own !== null },
      };
    }),

    'schemas.version': procedure<'schemas.version'>(
      z.extend(onSubject, { version }),
      async ({ cluster, subject, version: wanted }) => {
        const { client } = registryOf(cluster);
        const [found, referring] = await Promise.all([
          client.version(subject, wanted, { deleted: true }),
          client.referencedBy(subject, wanted).catch(nothingIfUnknown<number>),
        ]);
        const schema = await client
          .complete(found)
          .then(readSchema)
          .catch((error: Error) => ({ problem: error.message, types: [] }));
        return {
          ...found,
          referencedBy: await usesOfAll(registryOf(cluster), referring),
          types: schema.types.map(({ name }) => name),
          problem: 'problem' in schema ? schema.problem : null,
        };
      },
    ),

    'schemas.uses': procedure<'schemas.uses'>(usesInput, ({ cluster, id }) =>
      registryOf(cluster).client.usesOf(id),
    ),

    'schemas.check': procedure<'schemas.check'>(onDraft, ({ cluster, draft: wanted }) =>
      check(registryOf(cluster), wanted),
    ),

    'schemas.register': procedure<'schemas.register'>(onDraft, async ({ cluster, draft: wanted }) => {
      const registry = registryOf(cluster);
      const { client } = registry;
      let id = -1;
      const isDone = async () => {
        const there = await client.find(wanted.subject, wanted);
        if (there !== null) ({ id } = there);
        return there !== null;
      };
      await changingRegistry(registry, wanted.subject, isDone, async () => {
        id = await client.register(wanted.subject, wanted);
      });
      const found = await registry.client.find(wanted.subject, wanted).catch(() => null);
      return { id, version: found?.version ?? null };
    }),

    'schemas.setCompatibility': procedure<'schemas.setCompatibility'>(
      levelInput,
      async ({ cluster, subject, level }) => {
        const registry = registryOf(cluster);
        const { client } = registry;
        const isDone = async () => (await client.compatibility(subject ?? undefined)) === level;
        await changingRegistry(registry, subject ?? undefined, isDone, () =>
          client.setCompatibility(subject, level),
        );
        return null;
      },
    ),

    'schemas.delete': procedure<'schemas.delete'>(deleteInput, async ({ cluster, preview, ...wanted }) => {
      const registry = registryOf(cluster);
      const plan = await deletionPlan(registry, wanted);
      if (preview) return plan;
      const { subject, version: one, permanent } = wanted;
      const { client } = registry;
      let { versions } = plan;
      const isDone = async () => {
        const left = await client.versions(subject, { deleted: permanent }).catch(nothingIfUnknown<number>);
        return plan.versions.every((version) => !left.includes(version));
      };
      await changingRegistry(registry, subject, isDone, async () => {
        versions = await client.remove(subject, one, { permanent });
      });
      return { ...plan, versions };
    }),

    'schemas.encode': procedure<'schemas.encode'>(
      z.extend(onPart, { input: schemaInput }),
      async ({ cluster, topic, part, input }) => {
        const { bytes, version: used } = await registryOf(cluster).encoding.encode(topic, part, input);
        const { subject, version: number, id } = used;
        return {
          base64: bytes.toString('base64'),
          sizeBytes: bytes.length,
          subject,
          version: number,
          id,
        };
      },
    ),

    'schemas.editorSchema': procedure<'schemas.editorSchema'>(
      z.extend(onPart, { schema: schemaChoice }),
      ({ cluster, topic, part, schema }) => registryOf(cluster).encoding.editorSchema(topic, part, schema),
    ),

    'schemas.retry': procedure<'schemas.retry'>(onCluster, async ({ cluster }) => {
      registryOf(cluster).retry();
      return null;
    }),
  };
}

/** Makes a change, and looks whether it was made where nobody has said so. */
async function changingRegistry(
  registry: Registry,
  subject: string | undefined,
  isDone: () => Promise<boolean>,
  action: () => Promise<unknown>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    const isOpen = error instanceof RegistryError && error.isOpen;
    if (!isOpen || !(await isDone().catch(() => false))) throw error;
  } finally {
    registry.changed(subject);
  }
}

/** Rethrows everything but that there is none. */
function nothingIfUnknown<T>(error: unknown): T[] {
  if (error instanceof RegistryError && error.status === 404) return [];
  throw error;
}

async function usesOfAll({ client }: Registry, ids: readonly number[]): Promise<SubjectUse[]> {
  const uses = await Promise.all(ids.map((id) => client.usesOf(id).catch(nothingIfUnknown<SubjectUse>)));
  return uses.flat().map(({ subject, version: number }) => ({ subject, version: number }));
}

/** First whether it can be read at all, by us: the registry's word on that is often no more than "invalid". */
async function check({ client }: Registry, wanted: SchemaDraft): Promise<SchemaCheck> {
  const { subject } = wanted;
  const level = (await client.compatibility(subject)) ?? (await client.compatibility()) ?? 'NONE';
  const refused = { compatible: false, messages: [], level, existing: null };
  try {
    await readSchema(await client.complete(wanted));
  } catch (error) {
    if (error instanceof RegistryError && error.status !== 404) throw error;
    return { ...refused, problem: (error as Error).message };
  }
  try {
    const found = await client.find(subject, wanted);
    if (found !== null)
      return { problem: null, compatible: true, messages: [], level, existing: found.version };
    const told = await client.isCompatible(subject, wanted);
    // Apicurio says NONE of a subject that has no level of its own, and goes by the registry's.
    const counts = level === 'NONE' && !told.compatible ? ((await client.compatibility()) ?? level) : level;
    return { problem: null, ...told, level: counts, existing: null };
  } catch (error) {
    // 422: the registry itself cannot read it.
    if (error instanceof RegistryError && error.status === 422) return { ...refused, problem: error.message };
    throw error;
  }
}

async function deletionPlan(
  registry: Registry,
  { subject, version: wanted, permanent }: { subject: string; version: number | null; permanent: boolean },
): Promise<DeletionPlan> {
  const { client } = registry;
  const all = await client.versions(subject, { deleted: true });
  const live = await client.versions(subject).catch(nothingIfUnknown<number>);
  const meant = (numbers: readonly number[]) =>
    numbers.filter((number) => wanted === null || number === wanted);
  const versions = meant(permanent ? all : live);
  const referring = await Promise.all(
    versions.map((number) => client.referencedBy(subject, number).catch(nothingIfUnknown<number>)),
  );
  const blockedBy = await usesOfAll(registry, [...new Set(referring.flat())]);
  return { versions, blockedBy, softFirst: permanent ? meant(live) : [] };
}

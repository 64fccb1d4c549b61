/** Schemas of one registry, remembered: ids never change their meaning. */
import type { Clock } from '../../env/index.ts';
import { type KnownSchema, readSchema, type SchemaId, type SchemaSource } from '../decoding/index.ts';
import { type RegistryClient, RegistryError } from './registry-client.ts';

/** What could not be had is asked for again after so long. */
const RETRY_MS = 10_000;
/** An id that the registry does not know may be one of a producer that is about to register it, or no id at all. */
const UNKNOWN_MS = 60_000;
/** Ids guessed from bytes that are no schema ids must not fill the memory. */
const REMEMBERED = 10_000;
const AT_ONCE = 8;

export class RegistrySchemas implements SchemaSource {
  readonly #client: Pick<RegistryClient, 'schemaById'>;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #known = new Map<SchemaId, { schema: KnownSchema; untilMs: number }>();
  readonly #asked = new Map<SchemaId, Promise<void>>();

  constructor(client: Pick<RegistryClient, 'schemaById'>, clock: Pick<Clock, 'monotonicMs'>) {
    this.#client = client;
    this.#clock = clock;
  }

  known(id: SchemaId): KnownSchema | undefined {
    const entry = this.#known.get(id);
    return entry !== undefined && entry.untilMs > this.#clock.monotonicMs() ? entry.schema : undefined;
  }

  async load(ids: Iterable<SchemaId>): Promise<void> {
    const missing = [...ids].filter((id) => this.known(id) === undefined);
    for (let at = 0; at < missing.length; at += AT_ONCE)
      await Promise.all(missing.slice(at, at + AT_ONCE).map((id) => this.#ask(id)));
  }

  #ask(id: SchemaId): Promise<void> {
    let asked = this.#asked.get(id);
    if (asked === undefined) {
      asked = this.#load(id).finally(() => this.#asked.delete(id));
      this.#asked.set(id, asked);
    }
    return asked;
  }

  async #load(id: SchemaId): Promise<void> {
    let entry: { schema: KnownSchema; untilMs: number };
    try {
      const format = await readSchema(await this.#client.schemaById(id));
      entry = { schema: { format }, untilMs: Infinity };
    } catch (error) {
      const unknown = error instanceof RegistryError && error.status === 404;
      entry = {
        schema: { problem: (error as Error).message },
        untilMs: this.#clock.monotonicMs() + (unknown ? UNKNOWN_MS : RETRY_MS),
      };
    }
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(id, entry);
  }
}

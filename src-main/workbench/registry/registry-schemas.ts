/** Schemas of one registry, remembered: ids never change their meaning. */
import type { Clock } from '../../env/index.ts';
import { type KnownSchema, readSchema, type SchemaId, type SchemaSource } from '../decoding/index.ts';
import { type RegistryClient } from './registry-client.ts';
import { RegistryError } from './registry-error.ts';

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
  /** The registry does not answer: until then nobody waits for it, whichever schema it is. */
  #outage: { readonly schema: { readonly problem: string }; readonly untilMs: number } | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(client: Pick<RegistryClient, 'schemaById'>, clock: Pick<Clock, 'monotonicMs'>) {
    this.#client = client;
    this.#clock = clock;
  }

  known(id: SchemaId): KnownSchema | undefined {
    const nowMs = this.#clock.monotonicMs();
    const entry = this.#known.get(id);
    if (entry !== undefined && entry.untilMs > nowMs) return entry.schema;
    return this.#outage !== undefined && this.#outage.untilMs > nowMs ? this.#outage.schema : undefined;
  }

  async load(ids: Iterable<SchemaId>): Promise<void> {
    const missing = [...ids];
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const asked = missing.slice(at, at + AT_ONCE).filter((id) => this.known(id) === undefined);
      await Promise.all(asked.map((id) => this.#ask(id)));
    }
  }

  /** Why schemas cannot be had at the moment, as far as somebody asked for one; null: they can. */
  get outage(): string | null {
    return this.#outage?.schema.problem ?? null;
  }

  /** Called when `outage` changes; the answer ends it. */
  onOutage(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The registry answered somebody: nobody need wait for its next try. */
  answered(): void {
    this.#setOutage(undefined);
  }

  #setOutage(
    outage: { readonly schema: { readonly problem: string }; readonly untilMs: number } | undefined,
  ) {
    const before = this.outage;
    this.#outage = outage;
    if (this.outage !== before) for (const listener of this.#listeners) listener();
  }

  /** What it could not say before is asked for at once. */
  forgive(): void {
    this.#setOutage(undefined);
    for (const [id, { untilMs }] of this.#known) if (untilMs !== Infinity) this.#known.delete(id);
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
      this.#setOutage(undefined);
    } catch (error) {
      const nowMs = this.#clock.monotonicMs();
      const schema = { problem: (error as Error).message.replace(/\.$/, '') };
      if (error instanceof RegistryError && error.isOutage) {
        this.#setOutage({ schema, untilMs: nowMs + RETRY_MS });
        return;
      }
      const unknown = error instanceof RegistryError && error.status === 404;
      entry = { schema, untilMs: nowMs + (unknown ? UNKNOWN_MS : RETRY_MS) };
    }
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(id, entry);
  }
}

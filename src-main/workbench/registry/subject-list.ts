/** The subjects of a registry while somebody looks: their names at once, what their latest versions are as it is told. */
import type { AsOf, RegistryView, SubjectRow } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import type { RegistryClient } from './registry-client.ts';
import { RegistryError } from './registry-error.ts';

type Latest = NonNullable<SubjectRow['latest']>;
type Outage = RegistryView['outage'];

/** What the list was when it was last known. */
export interface KnownSubjects {
  readonly url: string;
  readonly subjects: readonly SubjectRow[];
  readonly compatibility: string | null;
}

export interface SubjectListOptions {
  readonly client: RegistryClient;
  readonly clock: Clock;
  /** Of an earlier life of the process. */
  readonly known: { readonly body: KnownSubjects; readonly atMs: number } | null;
  /** It is known anew. */
  readonly keep: (known: KnownSubjects) => void;
  /** The registry answered. */
  readonly onAnswer: () => void;
}

const INTERVAL_MS = 10_000;
const RETRY_MS = 3_000;
/** What others change of a subject is seen after so long. */
const LATEST_MS = 120_000;
const AT_ONCE = 6;

export class SubjectList {
  readonly #options: SubjectListOptions;
  readonly #listeners = new Set<() => void>();
  readonly #latest = new Map<string, { readonly latest: Latest | null; readonly atMs: number }>();
  #names: { readonly subject: string; readonly deleted: boolean }[] | undefined;
  #compatibility: string | null = null;
  #outage: Outage = null;
  #kept = '';
  #atMs: number;
  /** Asked in this life of the process, and while it is watched. */
  #fresh = false;
  #round: AbortController | undefined;
  #wake: () => void = () => {};

  constructor(options: SubjectListOptions) {
    this.#options = options;
    const { known, client } = options;
    this.#atMs = known?.atMs ?? 0;
    if (known === null || known.body.url !== client.url) return;
    this.#compatibility = known.body.compatibility;
    this.#names = known.body.subjects.map(({ subject, deleted }) => ({ subject, deleted }));
    for (const { subject, latest } of known.body.subjects)
      this.#latest.set(subject, { latest, atMs: -Infinity });
  }

  /** Null: nothing is known of it yet. */
  view(): AsOf<RegistryView> | null {
    if (this.#names === undefined && this.#outage === null) return null;
    const value: RegistryView = { ...this.#known(), outage: this.#outage };
    // Nothing was ever known that could be old.
    if (this.#names === undefined) return { value, asOfMs: this.#options.clock.wallMs(), stale: false };
    // What an earlier life knew is old until it was asked for.
    return { value, asOfMs: this.#atMs, stale: this.#outage !== null || !this.#fresh };
  }

  #known(): KnownSubjects {
    const subjects = (this.#names ?? []).map(({ subject, deleted }): SubjectRow => {
      const [, context = '.', name = subject] = /^:([^:]*):(.*)$/.exec(subject) ?? [];
      return { subject, context, name, deleted, latest: this.#latest.get(subject)?.latest ?? null };
    });
    return { url: this.#options.client.url, subjects, compatibility: this.#compatibility };
  }

  /** Calls the listener after each change, and asks the registry for as long as there is one. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.#run();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** Asks at once; of a subject that changed also what its latest version is. */
  poke(subject?: string): void {
    if (subject !== undefined) this.#latest.delete(subject);
    this.#wake();
  }

  close(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #stop(): void {
    this.#round?.abort();
    this.#fresh = false;
  }

  async #run(): Promise<void> {
    this.#round = new AbortController();
    const { signal } = this.#round;
    while (!signal.aborted) {
      try {
        await this.#ask(signal);
      } catch (error) {
        if (signal.aborted) return;
        const problem = error instanceof RegistryError ? error.problem : 'other';
        this.#outage = { problem, message: (error as Error).message };
        this.#tell();
      }
      await this.#pause(this.#outage === null ? INTERVAL_MS : RETRY_MS, signal);
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { client, clock, keep, onAnswer } = this.#options;
    const [all, live, compatibility] = await Promise.all([
      client.subjects({ deleted: true, signal }),
      client.subjects({ signal }),
      client.compatibility().catch(() => null),
    ]);
    signal.throwIfAborted();
    this.#fresh = true;
    const there = new Set(live);
    this.#names = [...new Set([...live, ...all])]
      .toSorted()
      .map((subject) => ({ subject, deleted: !there.has(subject) }));
    this.#compatibility = compatibility;
    this.#atMs = clock.wallMs();
    onAnswer();
    this.#outage = null;
    this.#tell();
    await this.#askLatest(signal);
    const known = this.#known();
    const text = JSON.stringify(known);
    if (text !== this.#kept) keep(known);
    this.#kept = text;
  }

  /** What the newest version of each subject is, a few at a time: a registry has no one question for all of them. */
  async #askLatest(signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const due = this.#names!.filter(({ subject }) => {
      const known = this.#latest.get(subject);
      return known === undefined || nowMs - known.atMs > LATEST_MS;
    });
    let next = 0;
    const work = async () => {
      while (next < due.length && !signal.aborted) {
        const { subject, deleted } = due[next++];
        const latest = await this.#latestOf(client, subject, deleted, signal);
        this.#latest.set(subject, { latest, atMs: clock.monotonicMs() });
        this.#tell();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    signal.throwIfAborted();
  }

  async #latestOf(
    client: RegistryClient,
    subject: string,
    deleted: boolean,
    signal: AbortSignal,
  ): Promise<Latest | null> {
    try {
      // The latest is the latest that is not deleted.
      const wanted = deleted ? (await client.versions(subject, { deleted })).at(-1) : 'latest';
      if (wanted === undefined) return null;
      const [{ version, id, kind, references }, compatibility] = await Promise.all([
        client.version(subject, wanted, { deleted, signal }),
        deleted ? null : client.compatibility(subject),
      ]);
      return { version, id, kind, references: references.length, compatibility };
    } catch (error) {
      // One that cannot be had fails alone; an outage ends the round.
      if (error instanceof RegistryError && error.isOutage) throw error;
      signal.throwIfAborted();
      return null;
    }
  }

  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        signal.removeEventListener('abort', end);
        this.#wake = () => {};
        resolve();
      };
      const timer = this.#options.clock.schedule(delayMs, end);
      signal.addEventListener('abort', end, { once: true });
      this.#wake = end;
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What writes for long: it goes on without a screen, can be watched by all of them, and leaves a report. */
import type { Clock } from '../../env/index.ts';
import {
  type ClusterId,
  type ContractError,
  inEnglish,
  type JobKind,
  type JobView,
  type LineProblem,
  type SaidValue,
  say,
} from '../../contract/index.ts';
import { asContractError, failure, notFound } from '../router/index.ts';

const PROBLEMS_KEPT = 100;
const RATE_WINDOW_MS = 3_000;
const TICK_MS = 250;
/** Ended ones that nobody dismissed; the oldest are dismissed then. */
const ENDED_KEPT = 50;

export function problemAt(place: string, what: SaidValue): LineProblem {
  return typeof what === 'object'
    ? { place, message: inEnglish(what), said: what }
    : { place, message: String(what) };
}

export interface JobFacts {
  readonly kind: JobKind;
  readonly cluster: ClusterId;
  readonly topic: string;
  readonly from: string | null;
}

/** One of them: what it does stands in `work`, what is told of it in `view`. */
export abstract class Job {
  readonly id: string;
  readonly facts: JobFacts;
  protected readonly clock: Clock;
  #abort = new AbortController();
  #state: JobView['state'] = 'running';
  #startedAtMs: number;
  #endedAtMs: number | null = null;
  #error: ContractError | null = null;
  readonly #problems: LineProblem[] = [];
  #failed = 0;
  #skipped = 0;
  #samples: { atMs: number; sent: number }[] = [];

  constructor(id: string, facts: JobFacts, clock: Clock) {
    this.id = id;
    this.facts = facts;
    this.clock = clock;
    this.#startedAtMs = clock.wallMs();
  }

  /** Does the work, or what is left of it. Ends soon after the signal is aborted, by throwing or not. */
  protected abstract work(signal: AbortSignal): Promise<void>;
  protected abstract get counts(): Pick<JobView, 'sent' | 'sentBytes' | 'total' | 'progress'>;
  protected get wantedPerSecond(): number | null {
    return null;
  }
  protected get ackMs(): JobView['ackMs'] {
    return null;
  }
  get resumeLine(): number | null {
    return null;
  }
  /** Lets go of what it keeps for going on. */
  async dispose(): Promise<void> {}

  get running(): boolean {
    return this.#state === 'running';
  }

  /** Resolves when it has ended, however. */
  async run(): Promise<void> {
    this.#abort = new AbortController();
    this.#state = 'running';
    this.#endedAtMs = null;
    this.#error = null;
    const { signal } = this.#abort;
    try {
      await this.work(signal);
      this.#state = signal.aborted ? 'cancelled' : 'done';
    } catch (error) {
      this.#state = signal.aborted ? 'cancelled' : 'failed';
      if (!signal.aborted) this.#error = asContractError(error, { ofMany: true });
    }
    this.#endedAtMs = this.clock.wallMs();
  }

  cancel(): void {
    this.#abort.abort();
  }

  protected addProblem(place: string, what: SaidValue, kind: 'failed' | 'skipped'): void {
    if (kind === 'failed') this.#failed++;
    else this.#skipped++;
    if (this.#problems.length < PROBLEMS_KEPT) this.#problems.push(problemAt(place, what));
  }

  protected get problemCounts(): Pick<JobView, 'failed' | 'skipped' | 'problems'> {
    return { failed: this.#failed, skipped: this.#skipped, problems: [...this.#problems] };
  }

  protected restoreProblems({
    failed,
    skipped,
    problems,
  }: Pick<JobView, 'failed' | 'skipped' | 'problems'>): void {
    this.#failed = failed;
    this.#skipped = skipped;
    this.#problems.splice(0, Infinity, ...problems);
  }

  /** Ended as it had in an earlier life of the workbench. */
  protected restore({ state, startedAtMs, endedAtMs, error }: JobView): void {
    this.#state = state;
    this.#startedAtMs = startedAtMs;
    this.#endedAtMs = endedAtMs;
    this.#error = error;
  }

  /** What was said of lines that are about to be tried again. */
  protected forgetProblems(): void {
    this.#problems.length = 0;
    this.#failed = 0;
    this.#skipped = 0;
  }

  sample(): void {
    const atMs = this.clock.monotonicMs();
    this.#samples.push({ atMs, sent: this.counts.sent });
    this.#samples = this.#samples.filter((sample) => sample.atMs >= atMs - RATE_WINDOW_MS);
  }

  get view(): JobView {
    const { kind, cluster, topic, from } = this.facts;
    return {
      id: this.id,
      kind,
      cluster,
      topic,
      from,
      state: this.#state,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      ...this.counts,
      failed: this.#failed,
      skipped: this.#skipped,
      problems: [...this.#problems],
      error: this.#error,
      resumeLine: this.running ? null : this.resumeLine,
      messagesPerSecond: this.#rate(),
      wantedPerSecond: this.wantedPerSecond,
      ackMs: this.ackMs,
    };
  }

  /** While it runs of the last seconds, then of all of it. */
  #rate(): number {
    if (this.#endedAtMs !== null) {
      const tookMs = Math.max(1, this.#endedAtMs - this.#startedAtMs);
      return Math.round((this.counts.sent / tookMs) * 1_000);
    }
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
    return Math.round(((last.sent - first.sent) / (last.atMs - first.atMs)) * 1_000);
  }
}

export interface BoardOptions {
  readonly clock: Clock;
  readonly keepAlive: (keep: boolean) => void;
  /** Told of each job that ended, also after it was resumed. */
  readonly onEnd: (view: JobView) => void;
}

/** All jobs of this run of the workbench. */
export class JobBoard {
  readonly #options: BoardOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #listeners = new Set<(jobs: readonly JobView[]) => void>();
  #ticking = false;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** Newest first. */
  get views(): JobView[] {
    return [...this.#jobs.values()].map(({ view }) => view).reverse();
  }

  /** Hears the jobs at once and whenever they change; the answer ends it. */
  listen(listener: (jobs: readonly JobView[]) => void): () => void {
    this.#listeners.add(listener);
    listener(this.views);
    return () => this.#listeners.delete(listener);
  }

  /** Takes it up and begins it. */
  start(job: Job): void {
    this.#jobs.set(job.id, job);
    this.#run(job);
    const ended = [...this.#jobs.values()].filter(({ running }) => !running);
    for (const old of ended.slice(0, -ENDED_KEPT)) void this.dismiss(old.id);
  }

  /** Takes up one that ended in an earlier life. */
  restore(job: Job): void {
    this.#jobs.set(job.id, job);
  }

  /** Throws a Failure 'not-found'. */
  find(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw notFound(say('job.gone'));
    return job;
  }

  resume(id: string): void {
    const job = this.find(id);
    if (job.running) return;
    if (job.resumeLine === null) throw failure('invalid-input', say('job.nothingLeft'));
    this.#run(job);
  }

  async dismiss(id: string): Promise<void> {
    const job = this.find(id);
    if (job.running) throw failure('invalid-input', say('job.atWork'));
    this.#jobs.delete(id);
    this.#tell();
    await job.dispose();
  }

  #run(job: Job): void {
    const ended = job.run();
    this.#options.keepAlive(true);
    this.#tell();
    this.#tick();
    void ended.then(() => {
      this.#options.keepAlive([...this.#jobs.values()].some(({ running }) => running));
      this.#options.onEnd(job.view);
      this.#tell();
    });
  }

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#options.clock.schedule(TICK_MS, () => {
      this.#ticking = false;
      const running = [...this.#jobs.values()].filter((job) => job.running);
      for (const job of running) job.sample();
      if (running.length === 0) return;
      this.#tell();
      this.#tick();
    });
  }

  #tell(): void {
    const { views } = this;
    for (const listener of this.#listeners) listener(views);
  }
}

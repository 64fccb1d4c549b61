import type { JobView } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import type { Failure } from '../router/index.ts';
import type { JobJournal, UnfinishedJob } from '../store/index.ts';
import { Job, type JobFacts } from './jobs.ts';

/** A job that is written down, so that a later life of the workbench can go on with it. */
export abstract class JournaledJob<
  Request,
  Progress extends Pick<JobView, 'failed' | 'skipped' | 'problems'>,
> extends Job {
  readonly #journal: JobJournal<Request, Progress>;
  /** All is dealt with: there is nothing to go on with. */
  protected done = false;

  constructor(id: string, facts: JobFacts, clock: Clock, journal: JobJournal<Request, Progress>) {
    super(id, facts, clock);
    this.#journal = journal;
  }

  /** Takes up what an earlier life left; `interrupted` is why it ended, when it was at work then. */
  protected takeUp({ atMs, progress, view }: UnfinishedJob<Request, Progress>, interrupted: Failure): void {
    const wasAtWork = view.state === 'running';
    this.restore({
      ...view,
      ...(wasAtWork && { state: 'failed', error: interrupted.error }),
      endedAtMs: view.endedAtMs ?? atMs,
    });
    this.restoreProblems(progress);
  }

  override async run(): Promise<void> {
    const running = super.run();
    this.#journal.saveView(this.id, this.clock.wallMs(), this.view);
    await running;
    // The workbench ended meanwhile: the next one finds what is written down.
    if (!this.#journal.isOpen) return;
    if (this.done) this.#journal.forget(this.id);
    else this.#journal.saveView(this.id, this.clock.wallMs(), this.view);
  }

  override async dispose(): Promise<void> {
    this.#journal.forget(this.id);
  }
}

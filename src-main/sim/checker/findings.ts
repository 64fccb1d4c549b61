/** Names of the checks, as Jepsen has them where it has them. */
export type CheckName =
  | 'inconsistent-offsets'
  | 'duplicate'
  | 'unwritten-read'
  | 'G1a'
  | 'precommitted-read'
  | 'lost-write'
  | 'torn-transaction'
  | 'unseen'
  | 'poll-skip'
  | 'nonmonotonic-poll'
  | 'int-poll-skip'
  | 'int-nonmonotonic-poll'
  | 'nonmonotonic-send'
  | 'int-nonmonotonic-send'
  | 'int-send-skip'
  | 'realtime-send'
  | 'G0'
  | 'G1c'
  | 'G1c-process'
  | 'G1c-realtime'
  | 'commit-beyond-processed'
  | 'commit-went-back'
  | 'fenced-commit'
  | 'commit-from-nowhere'
  | 'commit-lost'
  | 'replica-mismatch'
  | 'two-leaders-in-epoch'
  | 'two-controllers-in-epoch'
  | 'epoch-went-back'
  | 'two-votes-in-epoch'
  | 'high-watermark-went-back'
  | 'truncated-below-high-watermark'
  | 'lost-with-a-process'
  | 'unexplained-log-start';

export interface Finding {
  readonly check: CheckName;
  /** `report`: Kafka allows it, or this run does. */
  readonly severity: 'fatal' | 'report';
  readonly detail: string;
}

const EXAMPLES_KEPT = 20;

/** Collects findings: counts all, keeps the first few of each check. */
export class Findings {
  readonly #counts = new Map<CheckName, number>();
  readonly #kept: Finding[] = [];
  readonly #allowed: ReadonlySet<CheckName>;
  #fatal = false;

  constructor(allowed: readonly CheckName[] = []) {
    this.#allowed = new Set(allowed);
  }

  add(check: CheckName, detail: string, severity: Finding['severity'] = 'fatal'): void {
    const count = (this.#counts.get(check) ?? 0) + 1;
    this.#counts.set(check, count);
    const actual = this.#allowed.has(check) ? 'report' : severity;
    if (actual === 'fatal') this.#fatal = true;
    if (count <= EXAMPLES_KEPT) this.#kept.push({ check, severity: actual, detail });
  }

  get valid(): boolean {
    return !this.#fatal;
  }

  get counts(): Readonly<Partial<Record<CheckName, number>>> {
    return Object.fromEntries(this.#counts);
  }

  get list(): readonly Finding[] {
    return this.#kept;
  }
}

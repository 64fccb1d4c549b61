import { probeProblem } from '../../client/index.ts';
import { TlsError } from '../../env/index.ts';

/** What is wrong with a registry, as a stable word; screens have a sentence and a next step for each. */
export type RegistryProblem =
  | ReturnType<typeof probeProblem>
  /** It refused the name and password or the token (401), or has no right to it (403). */
  | 'login-refused'
  | 'not-authorized'
  /** Somebody answers, but not as a registry does. */
  | 'no-registry'
  /** It answered with an error of its own. */
  | 'registry';

/** The registry refused or could not be reached; the message is a sentence for a person. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  /** Of HTTP; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The registry's own, more exact than the status: 40401 subject not found, 42201 invalid schema, … */
  readonly code: number | undefined;
  readonly problem: RegistryProblem;
  /** It was to change the registry, and may have: nobody has said what became of it. */
  readonly isOpen: boolean;
  /** Somebody else answers in its place, whatever is asked: a proxy's login page. */
  readonly isStandIn: boolean;

  constructor(
    message: string,
    { status, code, problem = 'registry', isOpen = false, isStandIn = false, cause }: RegistryErrorFacts = {},
  ) {
    super(message, { cause });
    this.isOpen = isOpen;
    this.isStandIn = isStandIn;
    this.status = status;
    this.code = code;
    this.problem = problem;
  }

  /** Nothing can be had of it at the moment, whatever is asked. */
  get isOutage(): boolean {
    const { status } = this;
    if (status === undefined) return this.problem !== 'registry';
    return this.isStandIn || status === 401 || status === 403 || status >= 500;
  }
}

interface RegistryErrorFacts {
  readonly status?: number;
  readonly code?: number;
  readonly problem?: RegistryProblem;
  readonly isStandIn?: boolean;
  readonly isOpen?: boolean;
  readonly cause?: unknown;
}

/** Something that would change the registry was asked of a connection that is read-only. Nothing was sent. */
export class ReadOnlyRegistryError extends Error {
  override readonly name = 'ReadOnlyRegistryError';

  constructor(what: string) {
    super(`the connection is read-only, and ${what} would change the registry`);
  }
}

/** Why there was no answer at all. */
export function networkProblem(error: Error): RegistryProblem {
  if (error.name === 'TimeoutError') return 'no-answer';
  const { code } = error as NodeJS.ErrnoException;
  // OpenSSL's word for an answer in the clear.
  if (code === 'EPROTO' && /wrong version number|packet length/.test(error.message)) return 'no-tls';
  return probeProblem(error instanceof TlsError ? 'tls' : 'connect', error);
}

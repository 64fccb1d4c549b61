import type { ContractError } from '../../src-main/contract/index.ts';

/** What failed, in the user's words. */
export interface Failure {
  /** As the workbench says it; a screen may have a better state for it than an error. */
  code?: ContractError['code'];
  /** "Topic orders was not created". */
  what: string;
  /** "A topic of that name exists." */
  why: string;
  /** "Choose another name." */
  next?: string;
  /** Codes, stacks, requests: folded. */
  details?: string;
}

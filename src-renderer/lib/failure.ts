import type { ContractError } from '../../src-main/contract/index.ts';

/**
 * What was attempted, as it is said when it failed: of a change of the cluster also for when it is not known whether it
 * was made.
 */
export type Attempt = string | { readonly failed: string; readonly unknown: string };

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

/** What failed, in the user's words. */
export interface Failure {
  /** "Topic orders was not created". */
  what: string;
  /** "A topic of that name exists." */
  why: string;
  /** "Choose another name." */
  next?: string;
  /** Codes, stacks, requests: folded. */
  details?: string;
}

export type * from './effects.ts';
export type { Leadership, Progress } from './leadership.ts';
export type * from './messages.ts';
export { Raft } from './raft.ts';
export * from './types.ts';
export { VoterHistory } from './voters.ts';

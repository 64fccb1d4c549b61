export type { Leadership, Progress } from './leadership.ts';
export { Raft } from './raft.ts';
export * from './types.ts';

export { type CommitAction, type CommitWaiter, CommitWaiters } from './commit-waiters.ts';
export { Deadlines } from './deadlines.ts';
export { type FollowerProgress, LeaderState } from './leader-state.ts';

export { type CommitAction, type CommitWaiter, CommitWaiters } from './commit-waiters.ts';
export { type Deadline, Deadlines } from './deadlines.ts';
export { type FollowedLog, type LeaderRange, stepAfter, stepOutOfRange } from './follow.ts';
export type { IsrAnswer, IsrOutcome, IsrRequest } from './isr-request.ts';
export { nearestReplica, type ReadableReplica } from './nearest-replica.ts';
export { isThrottled, ReplicationThrottle } from './replication-throttle.ts';
export { type FetchPulse, type FollowerFetch, type FollowerProgress } from './follower-progress.ts';
export { LeaderState, type ReplicaRules } from './leader-state.ts';

/**
 * Reads record batches for consumers and followers, as stored and without a copy: the response is spliced from the log's slices,
 * which go back when it has left. Waits up to maxWaitMs for minBytes. v7 sessions (KIP-227), v9 leader epochs, v11
 * reading from followers (KIP-392), v12 diverging epochs, v13 topic ids, v15 names a follower's process, v16 tells where
 * the leader went, v18 says what a follower knows to be committed, of which it hears soon.
 */
import type { Clock } from '../../env/index.ts';
import { ErrorCode, Fetch, type RequestOf, type ResponseInput } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import {
  type FetchedPartition,
  type FetchingFollower,
  type FetchPass,
  readTargets,
} from '../fetch-reader.ts';
import {
  type FetchPlan,
  type FetchSession,
  type FetchTarget,
  groupBytes,
  groupIsLess,
  heardFrom,
  inTurn,
  rotate,
  tell,
} from '../fetch-sessions.ts';
import { defineHandler, NO_RESPONSE, type RequestContext } from '../handler.ts';
import { LeaderHints } from '../leader-hints.ts';
import { type ReplicaChooser, replicaChooser } from '../replica-chooser.ts';
import { type Alarm, waitForData } from '../waiting.ts';

type Request = RequestOf<typeof Fetch>;
type Response = ResponseInput<typeof Fetch>;
type ResponseTopic = Response['responses'][number];

const READ_COMMITTED = 1;
const RACK_SINCE = 11;
const TOPIC_IDS_SINCE = 13;
const REPLICA_STATE_SINCE = 15;
const NO_RECORDS = Buffer.alloc(0);
/** How long a follower is held up for the rest of a group (groupBytes): a producer has heard of a commit and sent again. */
const GROUP_WAIT_MS = 2;
const A_CONSUMER = { replicaId: -1, brokerEpoch: -1, isNew: true, hearsOfCommits: false };

function partitionOf(row: FetchedPartition, hints: LeaderHints): ResponseTopic['partitions'][number] {
  return {
    partitionIndex: row.target.partition,
    errorCode: row.errorCode,
    highWatermark: row.highWatermark,
    lastStableOffset: row.lastStableOffset,
    logStartOffset: row.logStartOffset,
    divergingEpoch: row.divergingEpoch,
    currentLeader: hints.of(row.errorCode, row.topic, row.target.partition),
    abortedTransactions: row.abortedTransactions,
    preferredReadReplica: row.preferredReadReplica,
    records: row.slice?.chunks ?? NO_RECORDS,
  };
}

/** Rows of a topic that follow each other share one entry. */
function grouped(rows: readonly FetchedPartition[], hints: LeaderHints): ResponseTopic[] {
  const topics: (ResponseTopic & { partitions: ResponseTopic['partitions'][number][] })[] = [];
  for (const row of rows) {
    const { topicId } = row.target;
    let last = topics.at(-1);
    if (last === undefined || last.topic !== row.topic || last.topicId !== topicId) {
      last = { topic: row.topic, topicId, partitions: [] };
      topics.push(last);
    }
    last.partitions.push(partitionOf(row, hints));
  }
  return topics;
}

function respond(
  plan: FetchPlan,
  pass: FetchPass,
  isConsumer: boolean,
  context: RequestContext,
  broker: Broker,
): Response {
  const hints = new LeaderHints(broker.image(), context.connection.listener);
  const nowMs = broker.env.clock.monotonicMs();
  const told: FetchedPartition[] = [];
  const served: FetchTarget[] = [];
  const { counters } = broker.replicas;
  for (const row of pass.rows) {
    const { slice, target } = row;
    const sizeBytes = slice?.sizeBytes ?? 0;
    if (isConsumer && sizeBytes > 0) {
      // A batch may begin below the offset asked for; what lies before it was read already.
      counters.recordsOut += slice!.nextOffset - Math.max(slice!.baseOffset, target.fetchOffset);
    }
    if (!isConsumer && sizeBytes > 0) {
      const partition = broker.replicas.get(row.topic, target.partition);
      if (partition !== undefined) broker.replicas.quotas.gave(partition, sizeBytes);
    }
    if (tell(target, row, sizeBytes) || plan.kind === 'full') told.push(row);
    if (sizeBytes > 0) served.push(target);
  }
  let sessionId = 0;
  if (plan.kind === 'incremental') {
    rotate(plan.session, served);
    plan.session.givenBytes = pass.sizeBytes;
    sessionId = plan.session.id;
  } else if (plan.kind === 'full' && plan.keep && context.apiVersion >= 7) {
    sessionId = broker.fetchSessions.create(plan.targets, context.apiVersion >= TOPIC_IDS_SINCE, nowMs);
  }
  if (isConsumer) counters.bytesOut += pass.sizeBytes;
  if (pass.sizeBytes > 0) context.onSent(() => pass.release());
  else pass.release();
  const responses = grouped(told, hints);
  return { errorCode: ErrorCode.NONE, sessionId, responses, nodeEndpoints: hints.nodeEndpoints };
}

/** Undefined when a consumer asks. */
function followerOf(request: Request, version: number): FetchingFollower | undefined {
  const { replicaId, replicaEpoch } =
    version < REPLICA_STATE_SINCE ? { replicaId: request.replicaId, replicaEpoch: -1 } : request.replicaState;
  if (replicaId < 0) return undefined;
  return { replicaId, brokerEpoch: replicaEpoch, isNew: true, hearsOfCommits: false };
}

/** Undefined for those that may read from leaders only: followers, and consumers that know no other replicas yet. */
function chooserFor(request: Request, context: RequestContext, broker: Broker): ReplicaChooser | undefined {
  const { apiVersion, connection } = context;
  if (apiVersion < RACK_SINCE || followerOf(request, apiVersion) !== undefined) return undefined;
  const { rackId: rack } = request;
  const { listener } = connection;
  return replicaChooser(broker.image(), broker.config.replicaSelectorClass, { rack, listener });
}

function sessionOf(plan: FetchPlan): FetchSession | undefined {
  return plan.kind === 'incremental' ? plan.session : undefined;
}

function read(
  plan: FetchPlan,
  request: Request,
  context: RequestContext,
  follower: FetchingFollower | undefined,
  broker: Broker,
): FetchPass {
  const session = sessionOf(plan);
  const readCommitted = request.isolationLevel === READ_COMMITTED;
  const chooser = chooserFor(request, context, broker);
  if (session !== undefined) {
    const { replicaId, brokerEpoch, isNew } = follower ?? A_CONSUMER;
    const reader = { replicaId, brokerEpoch, readCommitted, chooser };
    if (isNew) heardFrom(session, reader, broker.env.clock.monotonicMs());
  }
  const targets = plan.kind === 'full' ? plan.targets.values() : session === undefined ? [] : inTurn(session);
  return readTargets(broker.replicas, broker.image(), targets, {
    maxBytes: Math.min(request.maxBytes, broker.config.fetchMaxBytes),
    readCommitted,
    byId: context.apiVersion >= TOPIC_IDS_SINCE,
    follower,
    session,
    chooser,
  });
}

/** The ticks of the timer for everybody are too long for this. */
function shortly(clock: Clock): Alarm {
  return {
    at(deadlineMs, action) {
      const delayMs = Math.min(GROUP_WAIT_MS, Math.max(0, deadlineMs - clock.monotonicMs()));
      const timer = clock.schedule(delayMs, action);
      return () => timer.cancel();
    },
  };
}

export const fetch = defineHandler(Fetch, (request, context, broker) => {
  const byId = context.apiVersion >= TOPIC_IDS_SINCE;
  const plan = broker.fetchSessions.plan(request, byId, context.receivedMs);
  if (plan.kind === 'error') return { errorCode: plan.errorCode, sessionId: 0, responses: [] };
  const minBytes = Math.min(request.minBytes, request.maxBytes, broker.config.fetchMaxBytes);
  const follower = followerOf(request, context.apiVersion);
  const pass = read(plan, request, context, follower, broker);
  const session = sessionOf(plan);
  const hasNothing = (one: FetchPass) =>
    one.rows.length === 0 && one.partitions.length === 0 && session?.due.size === session?.targets.size;
  const enough = (one: FetchPass) => one.urgent || one.sizeBytes >= minBytes || hasNothing(one);
  const togetherBytes =
    follower === undefined || session === undefined ? 0 : groupBytes(session, pass.sizeBytes);
  /** Some of a group is there and the rest of it is on its way. */
  const isPart = (one: FetchPass) => one.sizeBytes > 0 && one.sizeBytes < togetherBytes && !one.urgent;
  if ((enough(pass) && !isPart(pass)) || request.maxWaitMs <= 0)
    return respond(plan, pass, follower === undefined, context, broker);

  const deadlineMs = context.receivedMs + request.maxWaitMs;
  const waitAndRead = async (before: FetchPass) => {
    let latest = before;
    let mayHold = true;
    for (;;) {
      const isHeldUp = mayHold && isPart(latest);
      if (isHeldUp) mayHold = false;
      latest.release();
      const reason = await waitForData(
        isHeldUp ? shortly(broker.env.clock) : broker.replicas.timer,
        latest.partitions,
        {
          missingBytes: (isHeldUp ? togetherBytes : minBytes) - latest.sizeBytes,
          follower: follower !== undefined,
          hearsOfCommits: follower !== undefined && !isHeldUp,
          waits: session?.waits,
        },
        deadlineMs,
        (cancel) => context.connection.onClose(cancel),
      );
      if (reason === 'cancelled') return NO_RESPONSE;
      // Nothing came: the answer is there already, and a fetch of thousands of quiet partitions looks at each once.
      if (reason === 'quiet' && latest.sizeBytes === 0)
        return respond(plan, latest, follower === undefined, context, broker);
      const again = follower && { ...follower, isNew: false, hearsOfCommits: !isHeldUp };
      latest = read(plan, request, context, again, broker);
      if (isHeldUp && isPart(latest)) groupIsLess(session!, latest.sizeBytes);
      const isOver = !mayHold || !isPart(latest);
      if ((reason === 'timeout' && !isHeldUp) || (enough(latest) && isOver))
        return respond(plan, latest, follower === undefined, context, broker);
    }
  };
  return waitAndRead(pass);
});

import { isReservedDirectory } from '../base/index.ts';
import { ErrorCode, type BrokerHeartbeat, type BrokerRegistration } from '../protocol/index.ts';
import type { RequestOf, ResponseInput } from '../protocol/index.ts';
import type { BrokerImage, MetadataRecordInput } from '../metadata/index.ts';
import { keepsElr, metadataVersionOf, unsupportedFeature } from './features.ts';
import {
  electForUnfenced,
  hasLeaderships,
  removeFromPartitions,
  removeOfflineReplicas,
  removeUncleanBroker,
} from './partitions.ts';
import type { CommandContext, ControllerState, Decision } from './types.ts';

/** metadata.version from which on brokers tell of cordoned log dirs. */
const CORDONED_LEVEL = 30;

type RegistrationRequest = RequestOf<typeof BrokerRegistration>;
type RegistrationResponse = ResponseInput<typeof BrokerRegistration>;
type HeartbeatRequest = RequestOf<typeof BrokerHeartbeat>;
type HeartbeatResponse = ResponseInput<typeof BrokerHeartbeat>;

/**
 * A broker process joins, fenced; its epoch is the offset of the record. What an earlier process of the same id led is
 * taken from it (ClusterControlManager.registerBroker). One that cannot tell the epoch of the process before did not
 * stop cleanly, or lost its log dir: what it had acknowledged may be gone, so it is no eligible leader (KIP-966).
 */
export function registerBroker(
  state: ControllerState,
  request: RegistrationRequest,
  context: CommandContext,
): Decision<RegistrationResponse> {
  const refuse = (errorCode: number) => ({ records: [], response: { errorCode } });
  const { metadata, liveness, settings } = state;
  if (request.clusterId !== settings.clusterId) return refuse(ErrorCode.INCONSISTENT_CLUSTER_ID);
  if (refuseDirectories(state, request)) return refuse(ErrorCode.INVALID_REGISTRATION);
  const existing = metadata.brokers.get(request.brokerId);
  const isSameProcess = existing?.incarnationId === request.incarnationId;
  if (existing !== undefined && !isSameProcess && !existing.fenced) {
    if (liveness.isAlive(request.brokerId, context.nowMs) && !existing.inControlledShutdown) {
      return refuse(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
    }
  }
  const ranges = new Map(
    request.features.map((range) => [
      range.name,
      { min: range.minSupportedVersion, max: range.maxSupportedVersion },
    ]),
  );
  if (unsupportedFeature(metadata.features, ranges) !== undefined) {
    return refuse(ErrorCode.UNSUPPORTED_VERSION);
  }

  const brokerEpoch = isSameProcess ? existing.epoch : context.nextOffset;
  const records: MetadataRecordInput[] = [
    {
      type: 'RegisterBrokerRecord',
      brokerId: request.brokerId,
      incarnationId: request.incarnationId,
      brokerEpoch,
      endPoints: request.listeners,
      features: request.features,
      rack: request.rack,
      fenced: isSameProcess ? existing.fenced : true,
      inControlledShutdown: isSameProcess && existing.inControlledShutdown,
      logDirs: request.logDirs,
    },
  ];
  if (existing !== undefined && !isSameProcess) {
    const isClean = existing.epoch === request.previousBrokerEpoch;
    const remove = keepsElr(metadata) && !isClean ? removeUncleanBroker : removeFromPartitions;
    records.push(...remove(state, request.brokerId));
  }
  return { records, response: { errorCode: ErrorCode.NONE, brokerEpoch } };
}

/** Log dirs belong to one broker each, and name none of the reserved ids (KIP-858). */
function refuseDirectories(state: ControllerState, request: RegistrationRequest): boolean {
  const { metadata } = state;
  if (request.logDirs.length === 0) return metadataVersionOf(metadata) >= 17;
  if (new Set(request.logDirs).size < request.logDirs.length) return true;
  if (request.logDirs.some(isReservedDirectory)) return true;
  for (const broker of metadata.brokers.values()) {
    if (broker.id !== request.brokerId && broker.directories.some((id) => request.logDirs.includes(id)))
      return true;
  }
  return false;
}

/**
 * A broker's sign of life, by which it also asks to be unfenced, fenced or stopped (BrokerHeartbeatManager). It stays
 * in its state until it has applied the metadata that this needs. One that wants to stop may do so as soon as it leads
 * nothing: Kafka also waits for the next heartbeat of all others, which would make each stop last an interval longer.
 */
export function heartbeat(
  state: ControllerState,
  request: HeartbeatRequest,
  context: CommandContext,
): Decision<HeartbeatResponse> {
  const { metadata, liveness } = state;
  const broker = metadata.brokers.get(request.brokerId);
  if (broker === undefined) return heartbeatRefusal(ErrorCode.BROKER_ID_NOT_REGISTERED);
  if (broker.epoch !== request.brokerEpoch) return heartbeatRefusal(ErrorCode.STALE_BROKER_EPOCH);
  liveness.heard(broker.id, context.nowMs);
  const isCaughtUp = request.currentMetadataOffset >= broker.epoch;
  const records: MetadataRecordInput[] = [];
  if (request.offlineLogDirs.length > 0) {
    records.push(...dropDirectories(state, broker, new Set(request.offlineLogDirs)));
  }
  if (areCordonedAnew(state, broker, request.cordonedLogDirs))
    records.push(registrationChange(broker, { cordonedLogDirs: request.cordonedLogDirs }));
  const next = nextState(state, broker, request, isCaughtUp);
  records.push(...next.records);
  return {
    records,
    response: {
      errorCode: ErrorCode.NONE,
      isCaughtUp,
      isFenced: next.isFenced,
      shouldShutDown: next.shouldShutDown,
    },
  };
}

/** Log dirs that take no new replicas (KIP-1066); null while the broker does not say. */
function areCordonedAnew(
  { metadata }: ControllerState,
  { cordonedDirectories: before }: BrokerImage,
  cordoned: readonly string[] | null,
): boolean {
  if (cordoned === null || metadataVersionOf(metadata) < CORDONED_LEVEL) return false;
  const now = new Set(cordoned);
  return before === null || before.length !== now.size || !before.every((id) => now.has(id));
}

function heartbeatRefusal(errorCode: number): Decision<HeartbeatResponse> {
  return { records: [], response: { errorCode, shouldShutDown: false } };
}

function nextState(
  state: ControllerState,
  broker: BrokerImage,
  request: HeartbeatRequest,
  isCaughtUp: boolean,
): { records: MetadataRecordInput[]; isFenced: boolean; shouldShutDown: boolean } {
  if (broker.fenced) {
    if (request.wantShutDown) return { records: [], isFenced: true, shouldShutDown: true };
    if (request.wantFence || !isCaughtUp) return { records: [], isFenced: true, shouldShutDown: false };
    return { records: unfence(state, broker), isFenced: false, shouldShutDown: false };
  }
  const { wantFence, wantShutDown } = request;
  if (!broker.inControlledShutdown) {
    if (wantFence) return { records: fence(state, broker), isFenced: true, shouldShutDown: wantShutDown };
    if (!wantShutDown) return { records: [], isFenced: false, shouldShutDown: false };
  }
  if (!hasLeaderships(state, broker.id))
    return { records: fence(state, broker), isFenced: true, shouldShutDown: true };
  if (broker.inControlledShutdown) return { records: [], isFenced: false, shouldShutDown: false };
  const records: MetadataRecordInput[] = [
    registrationChange(broker, { inControlledShutdown: 1 }),
    ...removeFromPartitions(state, broker.id),
  ];
  return { records, isFenced: false, shouldShutDown: false };
}

export function unfence(state: ControllerState, broker: BrokerImage): MetadataRecordInput[] {
  return [registrationChange(broker, { fenced: -1 }), ...electForUnfenced(state, broker.id)];
}

export function fence(state: ControllerState, broker: BrokerImage): MetadataRecordInput[] {
  return [registrationChange(broker, { fenced: 1 }), ...removeFromPartitions(state, broker.id)];
}

function dropDirectories(
  state: ControllerState,
  broker: BrokerImage,
  offline: ReadonlySet<string>,
): MetadataRecordInput[] {
  const online = broker.directories.filter((id) => !offline.has(id));
  if (online.length === broker.directories.length || online.length === 0) return [];
  return [
    registrationChange(broker, { logDirs: online }),
    ...removeOfflineReplicas(state, broker.id, (id) => offline.has(id)),
  ];
}

function registrationChange(
  broker: BrokerImage,
  change: {
    readonly fenced?: number;
    readonly inControlledShutdown?: number;
    readonly logDirs?: readonly string[];
    readonly cordonedLogDirs?: readonly string[] | null;
  },
): MetadataRecordInput {
  return {
    type: 'BrokerRegistrationChangeRecord',
    brokerId: broker.id,
    brokerEpoch: broker.epoch,
    fenced: 0,
    ...change,
  };
}

/** Fences brokers whose session is over. */
export function fenceExpired(state: ControllerState, nowMs: number): MetadataRecordInput[] {
  const records: MetadataRecordInput[] = [];
  for (const id of state.liveness.expired(nowMs)) {
    const broker = state.metadata.brokers.get(id);
    if (broker === undefined || broker.fenced) {
      state.liveness.forget(id);
      continue;
    }
    // One at a time: the next one must see that this one cannot take over its partitions.
    return fence(state, broker);
  }
  return records;
}

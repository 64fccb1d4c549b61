/**
 * What the controller listener serves beside what brokers serve as well: the quorum's own requests, and those that
 * brokers send to the active controller.
 */
import { ControllerUnavailableError } from '../broker/controller-link.ts';
import {
  advertisedApis,
  type Broker,
  errorResponse,
  type Handled,
  type HandlerEntry,
  type RequestContext,
} from '../broker/index.ts';
import { Controller, KRAFT_VERSION, SUPPORTED_FEATURES } from '../controller/index.ts';
import type { ReplicaKey } from '../raft/index.ts';
import {
  AddRaftVoter,
  AllocateProducerIds,
  AlterPartition,
  type Api,
  ApiVersions,
  AssignReplicasToDirs,
  BeginQuorumEpoch,
  BrokerHeartbeat,
  BrokerRegistration,
  ControllerRegistration,
  DescribeCluster,
  DescribeQuorum,
  EndQuorumEpoch,
  Envelope,
  ErrorCode,
  Fetch,
  FetchSnapshot,
  RemoveRaftVoter,
  type RequestOf,
  type ResponseInput,
  Vote,
} from '../protocol/index.ts';
import { MalformedError } from '../wire/index.ts';
import type { ControllerDriver } from './controller-driver.ts';
import { describeControllers } from './describe-controllers.ts';
import { packResponse, unpackRequest } from './quorum-envelope.ts';
import { serveSnapshot } from './quorum-snapshot.ts';
import { incomingRequest, outgoingAnswer, type QuorumApi, type QuorumResponse } from './quorum-wire.ts';
import { VOTER_CHANGE_APIS } from './voter-change-wire.ts';

export interface ControllerListenerParts {
  readonly clusterId: string;
  readonly nodeId: number;
  controller(): ControllerDriver;
  /** What brokers serve; on this listener it waits until the broker does. */
  readonly registry: ReadonlyMap<number, HandlerEntry>;
  readonly brokerReady: Promise<void>;
  broker(): Broker;
}

/** What brokers pass on to the leader of the quorum, beside what its controller decides. */
const OF_THE_QUORUM = new Set([DescribeQuorum.key, AddRaftVoter.key, RemoveRaftVoter.key]);

type Serve = (body: any, context: RequestContext) => Handled<Api> | Promise<Handled<Api>>;

/** Entries by API key for the pipeline of the controller listener. */
export function controllerRegistry(parts: ControllerListenerParts): ReadonlyMap<number, HandlerEntry> {
  const entries = new Map<number, HandlerEntry>();
  for (const entry of parts.registry.values()) {
    if (entry.api.listeners.includes('controller')) entries.set(entry.api.key, brokerEntry(entry, parts));
  }
  const own = (api: Api, serve: Serve) => {
    const handler = { api, handle: serve };
    entries.set(api.key, { api, handler, load: () => Promise.resolve(handler) });
  };
  for (const api of [Vote, BeginQuorumEpoch, EndQuorumEpoch, Fetch] as const)
    own(api, (body) => quorumRequest(parts, api, body));
  own(FetchSnapshot, (body: RequestOf<typeof FetchSnapshot>) => {
    const { raft } = parts.controller();
    const { clusterId } = parts;
    const onServed = (replica: ReplicaKey) => raft.snapshotServed(replica);
    return serveSnapshot(body, { raft: raft.raft, log: raft.log, clusterId, onServed });
  });
  for (const api of VOTER_CHANGE_APIS) own(api, (body) => parts.controller().changeVoters(api, body));
  own(DescribeCluster, (body: RequestOf<typeof DescribeCluster>, { connection }) =>
    describeControllers(body, {
      clusterId: parts.clusterId,
      listener: connection.listener,
      image: parts.controller().image(),
      raft: parts.controller().raft.raft,
    }),
  );
  for (const api of [
    BrokerRegistration,
    ControllerRegistration,
    AlterPartition,
    AllocateProducerIds,
    AssignReplicasToDirs,
  ])
    own(api, (body, { apiVersion }) => decide(parts, api, body, apiVersion));
  own(BrokerHeartbeat, (body: RequestOf<typeof BrokerHeartbeat>, { apiVersion, connection }) => {
    parts.controller().heartbeatOver(connection, body.brokerId);
    return decide(parts, BrokerHeartbeat, body, apiVersion);
  });
  own(DescribeQuorum, (body, { apiVersion }) => decide(parts, DescribeQuorum, body, apiVersion));
  // Peers ask for versions before the broker of this node is there.
  own(ApiVersions, () => ({
    errorCode: ErrorCode.NONE,
    apiKeys: advertisedApis([...entries.values()].map(({ api }) => api)),
    ...featuresOf(parts.controller()),
  }));
  own(Envelope, (body) => forwarded(parts, body));
  return entries;
}

function featuresOf(controller: Pick<ControllerDriver, 'image' | 'kraftVersion'>) {
  const image = controller.image();
  const finalized = [...image.features, [KRAFT_VERSION, controller.kraftVersion] as const];
  const supported = [...SUPPORTED_FEATURES].map(([name, { min, max }]) => ({
    name,
    minVersion: min,
    maxVersion: max,
  }));
  return {
    supportedFeatures: supported,
    finalizedFeaturesEpoch: Math.max(image.endOffset - 1, 0),
    finalizedFeatures: finalized
      .filter(([, level]) => level > 0)
      .map(([name, level]) => ({ name, maxVersionLevel: level, minVersionLevel: level })),
    zkMigrationReady: false,
  };
}

function brokerEntry(entry: HandlerEntry, parts: ControllerListenerParts): HandlerEntry {
  const { api } = entry;
  const load = async () => {
    await parts.brokerReady;
    const { handle } = await entry.load();
    const handler: typeof entry.handler = {
      api,
      handle: (body, context) => handle(body, context, parts.broker()),
    };
    return handler;
  };
  return { api, handler: undefined, load };
}

async function quorumRequest(
  parts: ControllerListenerParts,
  api: QuorumApi,
  body: unknown,
): Promise<Handled<Api>> {
  const driver = parts.controller();
  const request = incomingRequest(api, body, { clusterId: parts.clusterId });
  if ('errorCode' in request) return { errorCode: request.errorCode, topics: [], responses: [] } as never;
  if (request.kind === 'begin-quorum-epoch' || request.kind === 'end-quorum-epoch')
    driver.learnLeader(request.leaderId, (body as RequestOf<typeof BeginQuorumEpoch>).leaderEndpoints);
  const { response, records } = await driver.raft.serve(request);
  const leader = driver.addressOf(response.leaderId);
  return outgoingAnswer(response as QuorumResponse, records, leader) as never;
}

/** Answered by the active controller only, and never passed on: whoever asks knows where to look again. */
async function decide<A extends Api>(
  { controller }: ControllerListenerParts,
  api: A,
  body: RequestOf<A>,
  apiVersion: number,
): Promise<ResponseInput<A>> {
  try {
    return await controller().locally(api, body);
  } catch (error) {
    if (!(error instanceof ControllerUnavailableError)) throw error;
    return errorResponse(api, body, apiVersion, ErrorCode.NOT_CONTROLLER) as ResponseInput<A>;
  }
}

async function forwarded(
  { controller, registry }: ControllerListenerParts,
  { requestData }: RequestOf<typeof Envelope>,
): Promise<Handled<typeof Envelope>> {
  try {
    const request = unpackRequest(requestData, (key) => {
      const api = registry.get(key)?.api;
      return api !== undefined && (OF_THE_QUORUM.has(key) || Controller.serves(api)) ? api : undefined;
    });
    const response = await controller().locally(request.api, request.body as never);
    return { errorCode: ErrorCode.NONE, responseData: packResponse(request, response) };
  } catch (error) {
    if (error instanceof ControllerUnavailableError) return { errorCode: ErrorCode.NOT_CONTROLLER };
    if (error instanceof MalformedError) return { errorCode: ErrorCode.INVALID_REQUEST };
    throw error;
  }
}

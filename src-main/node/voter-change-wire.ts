/** KIP-853's requests between the core and the wire: who asks to change the voters, and how the leader answers. */
import { type Uuid, ZERO_UUID } from '../base/index.ts';
import {
  AddRaftVoter,
  type Api,
  ErrorCode,
  RemoveRaftVoter,
  type RequestInput,
  type RequestOf,
  type ResponseInput,
  type ResponseOf,
  UpdateRaftVoter,
} from '../protocol/index.ts';
import {
  KRAFT_VERSIONS,
  type RaftEndpoint,
  type VoterChangeRequest,
  type VoterChangeResponse,
} from '../raft/index.ts';

export const VOTER_CHANGE_APIS = [AddRaftVoter, RemoveRaftVoter, UpdateRaftVoter] as const;
export type VoterChangeApi = (typeof VOTER_CHANGE_APIS)[number];

export function isVoterChange(api: Api): api is VoterChangeApi {
  return VOTER_CHANGE_APIS.some(({ key }) => key === api.key);
}

// --- the replica that asks ------------------------------------------------------------------------------------

export function outgoingVoterChange(
  request: VoterChangeRequest,
  sender: { readonly clusterId: Uuid; readonly timeoutMs: number },
): { readonly api: VoterChangeApi; readonly body: unknown } {
  const { clusterId, timeoutMs } = sender;
  const { id: voterId, directoryId: voterDirectoryId } = request.voter;
  switch (request.kind) {
    case 'add-voter': {
      const { ackWhenCommitted, voter } = request;
      const listeners = [...voter.endpoints];
      const body: RequestInput<typeof AddRaftVoter> = {
        clusterId,
        timeoutMs,
        voterId,
        voterDirectoryId,
        listeners,
        ackWhenCommitted,
      };
      return { api: AddRaftVoter, body };
    }
    case 'remove-voter': {
      const body: RequestInput<typeof RemoveRaftVoter> = { clusterId, voterId, voterDirectoryId };
      return { api: RemoveRaftVoter, body };
    }
    case 'update-voter': {
      const { currentLeaderEpoch, voter } = request;
      const { min, max } = voter.kraftVersions ?? KRAFT_VERSIONS;
      const body: RequestInput<typeof UpdateRaftVoter> = {
        clusterId,
        currentLeaderEpoch,
        voterId,
        voterDirectoryId,
        listeners: [...voter.endpoints],
        kRaftVersionFeature: { minSupportedVersion: min, maxSupportedVersion: max },
      };
      return { api: UpdateRaftVoter, body };
    }
  }
}

type AnyResponse = Partial<ResponseOf<typeof AddRaftVoter> & ResponseOf<typeof UpdateRaftVoter>> & {
  readonly errorCode: number;
};

export function voterChangeAnswer(kind: VoterChangeRequest['kind'], body: unknown): VoterChangeResponse {
  const { errorCode, errorMessage = null, currentLeader } = body as AnyResponse;
  const { leaderId = -1, leaderEpoch = -1 } = currentLeader ?? {};
  return { kind, errorCode, errorMessage, leaderId, leaderEpoch };
}

// --- the leader -----------------------------------------------------------------------------------------------

type Refusal = { readonly errorCode: number; readonly errorMessage: string };

/** For the core, or why it need not be asked. `controllerListener`: where every voter must be reachable. */
export function incomingVoterChange(
  api: VoterChangeApi,
  body: unknown,
  self: { readonly clusterId: Uuid; readonly controllerListener: string },
): VoterChangeRequest | Refusal {
  const request = body as RequestOf<typeof AddRaftVoter>;
  if (request.clusterId !== null && request.clusterId !== self.clusterId) {
    const errorMessage = `This is cluster ${self.clusterId}, not ${request.clusterId}.`;
    return { errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID, errorMessage };
  }
  const { voterId: id, voterDirectoryId: directoryId } = request;
  if (id < 0 || directoryId === ZERO_UUID)
    return invalid('A voter is named by its id and the id of its metadata directory.');
  if (api === RemoveRaftVoter) return { kind: 'remove-voter', voter: { id, directoryId } };
  const endpoints: RaftEndpoint[] = request.listeners.map(({ name, host, port }) => ({ name, host, port }));
  if (!endpoints.some(({ name }) => name === self.controllerListener))
    return invalid(`A voter needs an endpoint for the listener ${self.controllerListener}.`);
  const voter = { id, directoryId, endpoints };
  if (api === AddRaftVoter) return { kind: 'add-voter', voter, ackWhenCommitted: request.ackWhenCommitted };
  const { currentLeaderEpoch, kRaftVersionFeature } = body as RequestOf<typeof UpdateRaftVoter>;
  const { minSupportedVersion: min, maxSupportedVersion: max } = kRaftVersionFeature;
  return { kind: 'update-voter', currentLeaderEpoch, voter: { ...voter, kraftVersions: { min, max } } };
}

function invalid(errorMessage: string): Refusal {
  return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage };
}

/** `leader`: where the leader that the answer names is reached, when that is known. */
export function voterChangeBody(
  api: VoterChangeApi,
  answer: Refusal | VoterChangeResponse,
  leader: { readonly host: string; readonly port: number } | undefined,
): ResponseInput<VoterChangeApi> {
  const { errorCode, errorMessage } = answer;
  if (api !== UpdateRaftVoter) return { errorCode, errorMessage };
  const { leaderId, leaderEpoch } = 'leaderId' in answer ? answer : { leaderId: -1, leaderEpoch: -1 };
  const { host = '', port = 0 } = leader ?? {};
  return { errorCode, currentLeader: { leaderId, leaderEpoch, host, port } };
}

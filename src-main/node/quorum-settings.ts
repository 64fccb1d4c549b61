import { assert, ZERO_UUID } from '../base/index.ts';
import { brokerLayers, brokerValue, effectiveProperties } from '../config/index.ts';
import { DEFAULT_RAFT_TIMES, type RaftOptions, type Voter } from '../raft/index.ts';
import { isBrokerOnly, type NodeConfig } from './config.ts';

/** As far as the configuration knows. */
export function isOnlyController(config: NodeConfig): boolean {
  return config.controllers.length === 1 && !isBrokerOnly(config);
}

/**
 * Whether an empty log dir is that of a voter of a new cluster. One whose directory id is not the one that all were
 * told has lost its disk, and its votes with it: it must find out who the voters are, and be added (KIP-853).
 */
export function isFounder(config: NodeConfig, self: Voter): boolean {
  const { controllers } = config;
  if (isBrokerOnly(config)) return false;
  const own = controllers.find(({ id }) => id === self.id);
  return controllers.length === 1 || own?.directoryId === self.directoryId;
}

/** The voters of a new cluster. Every one must know the directory ids of all. */
export function foundingVoters({ controllers, controllerListener }: NodeConfig, self: Voter): Voter[] {
  assert(
    controllers.some(({ id }) => id === self.id),
    `node ${self.id} must be one of the controllers`,
  );
  return controllers.map(({ id, host, port, directoryId }) => {
    if (id === self.id) return self;
    assert(directoryId !== undefined, `the directory id of controller ${id} must be known to its voters`);
    return { id, directoryId, endpoints: [{ name: controllerListener.name, host, port }] };
  });
}

/** At kraft.version 0 the settings name the voters, and a quorum of one needs nobody to name its voter. */
function staticVoters(config: NodeConfig, self: Voter): Voter[] {
  const { controllers, controllerListener, properties } = config;
  if (isOnlyController(config)) return foundingVoters(config, self);
  if (properties['controller.quorum.voters'] === undefined) return [];
  return controllers.map(({ id, host, port, directoryId = ZERO_UUID }) =>
    id === self.id ? self : { id, directoryId, endpoints: [{ name: controllerListener.name, host, port }] },
  );
}

/** What `controller.quorum.*` says, as the raft core takes it. */
export function raftOptions(config: NodeConfig, self: Voter): RaftOptions {
  const settings = effectiveProperties(brokerLayers(config.properties));
  const quorum = (name: string) => brokerValue(settings, `controller.quorum.${name}`);
  return {
    self: { id: self.id, directoryId: self.directoryId },
    endpoints: self.endpoints,
    staticVoters: staticVoters(config, self),
    bootstrapIds: config.controllers.map(({ id }) => id),
    autoJoin: !isBrokerOnly(config) && (quorum('auto.join.enable') as boolean),
    electionTimeoutMs: Number(quorum('election.timeout.ms')),
    fetchTimeoutMs: Number(quorum('fetch.timeout.ms')),
    electionBackoffMaxMs: Number(quorum('election.backoff.max.ms')),
    retryBackoffMs: Number(quorum('retry.backoff.ms')),
    requestTimeoutMs: Number(quorum('request.timeout.ms')),
    fetchMaxWaitMs: DEFAULT_RAFT_TIMES.fetchMaxWaitMs,
  };
}

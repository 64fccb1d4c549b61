import type { Env } from '../env/index.ts';
import type { LogManager } from '../log/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { Partition } from './partition.ts';
import type { ReplicaDisks } from './replica-disks.ts';
import type { ReplicaRoles } from './replica-roles.ts';

export interface DamagedReplicasOptions {
  readonly nodeId: number;
  readonly logs: LogManager;
  readonly disks: ReplicaDisks;
  readonly roles: ReplicaRoles;
  /** A replica does not lie any more where the metadata says. */
  onPlaceChanged(partition: Partition): void;
}

/** Replicas with damaged bytes: they are copied anew where others have what they had. */
export class DamagedReplicas {
  readonly #env: Env;
  readonly #options: DamagedReplicasOptions;

  constructor(env: Env, options: DamagedReplicasOptions) {
    this.#env = env;
    this.#options = options;
  }

  /**
   * Says it once, for readers try again and again. Where others are in sync this replica is no longer served, and the
   * controller is told that it is offline (as of a lost log dir, the one way that the protocol has): it takes the
   * leadership away and counts on it no more. A replica that nobody can stand in for serves what can be read.
   */
  found(partition: Partition, reason: string): void {
    const { nodeId, roles, onPlaceChanged } = this.#options;
    const { topic, index, image } = partition;
    if (partition.damage !== undefined) return;
    partition.damage = reason;
    const healing = image.isr.some((id) => id !== nodeId);
    this.#env.log.error(
      `damaged bytes in ${reason}${healing ? '; the replica is copied anew from its leader' : ''}`,
    );
    this.#env.facts.report({ kind: 'replica-damaged', topic, partition: index, reason, healing });
    if (!healing) return;
    partition.isUnhealthy = true;
    roles.resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    onPlaceChanged(partition);
  }

  /**
   * Once nobody counts on a damaged replica any more its files are set aside, and it begins anew. True when it may go
   * on as what the image says.
   */
  heal(partition: Partition): boolean {
    const { nodeId, logs, disks, roles } = this.#options;
    const { topic, index, image, log } = partition;
    if (image.isr.length === 1 && image.isr[0] === nodeId) {
      // Whoever could have stood in has left meanwhile: what can be read is better than nothing.
      partition.isUnhealthy = false;
      return true;
    }
    const isCountedOn = image.isr.includes(nodeId) || image.elr.includes(nodeId);
    if (isCountedOn || image.leader < 0 || image.leader === nodeId) return false;
    if (!disks.attempt(log!, () => logs.scheduleDelete(topic, index))) return false;
    partition.log = disks.open(partition);
    partition.isUnhealthy = false;
    partition.damage = undefined;
    if (partition.log === undefined) return false;
    this.#env.log.warn(`${topic}-${index} begins anew, from the log of leader ${image.leader}`);
    this.#env.facts.report({ kind: 'replica-replaced', topic, partition: index, leader: image.leader });
    roles.follow(partition);
    return true;
  }
}

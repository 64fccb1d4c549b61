/** Tells a leader what happens, in words, and says what it knows after each line. */
import { ZERO_UUID } from '../base/index.ts';
import type { PartitionImage } from '../metadata/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { type IsrRequest, LeaderState } from './index.ts';

export interface ImageOptions {
  readonly replicas?: readonly number[];
  readonly isr: readonly number[];
  readonly leader?: number;
  readonly leaderEpoch?: number;
  readonly partitionEpoch?: number;
  readonly elr?: readonly number[];
}

export function imageOf(options: ImageOptions): PartitionImage {
  const { replicas = [1, 2, 3], isr, leader = 1, leaderEpoch = 3, partitionEpoch = 5, elr = [] } = options;
  return {
    partition: 0,
    replicas,
    isr,
    removingReplicas: [],
    addingReplicas: [],
    leader,
    leaderRecoveryState: 0,
    leaderEpoch,
    partitionEpoch,
    directories: replicas.map(() => ZERO_UUID),
    elr,
    lastKnownElr: [],
  };
}

export const MAX_LAG_MS = 1000;

function asked(request: IsrRequest | undefined): string {
  if (request === undefined) return 'asks nothing';
  const members = request.members.map(({ brokerId, brokerEpoch }) => `${brokerId}@${brokerEpoch}`);
  return `asks for [${members.join(' ')}] over ${request.partitionEpoch}`;
}

/**
 * Lines: `at MS`, `append TO`, `fetch ID OFFSET [BROKER_EPOCH]`, `rest ID` (goes by the pulse of its session, until the
 * next append or its own fetch), `pulse` (the session fetches), `lag` (looks for laggards), `answer ERROR [ISR] [PE]`,
 * `image ISR PE`, `broker ID EPOCH|gone`. The log starts its epoch at `start`, min ISR is `minIsr`.
 */
export function leaderScript(
  script: string,
  { isr, replicas, start = 0, minIsr = 1 }: ImageOptions & { start?: number; minIsr?: number },
): string[] {
  const epochs = new Map<number, number>([
    [1, 11],
    [2, 12],
    [3, 13],
  ]);
  const leader = new LeaderState(1, imageOf({ isr, replicas }), start, 0, {
    maxLagMs: () => MAX_LAG_MS,
    eligibleEpoch: (id) => epochs.get(id),
  });
  let nowMs = 0;
  const pulse = { atMs: 0 };
  let endOffset = start;
  let highWatermark = 0;
  let request: IsrRequest | undefined;
  const numbers = (text: string) => text.split(',').map(Number);
  const codes: Record<string, number> = ErrorCode;

  const run = (line: string): string => {
    const [verb, first = '', second = '', third = ''] = line.split(/\s+/);
    switch (verb) {
      case 'at':
        nowMs = Number(first);
        return '';
      case 'append':
        endOffset = Number(first);
        for (const follower of leader.followers.values()) follower.stir();
        return '';
      case 'rest': {
        const follower = leader.quietFollower(Number(first), endOffset);
        follower?.rest(pulse);
        return follower === undefined ? 'does not rest' : 'rests';
      }
      case 'pulse':
        pulse.atMs = nowMs;
        return '';
      case 'fetch': {
        const fetch = {
          replicaId: Number(first),
          endOffset: Number(second),
          startOffset: 0,
          brokerEpoch: third === '' ? (epochs.get(Number(first)) ?? -1) : Number(third),
        };
        if (!leader.followerFetched(fetch, endOffset, nowMs)) return 'not heard';
        const wanted = leader.expand(fetch.replicaId, highWatermark);
        request = wanted ?? request;
        return wanted === undefined ? '' : asked(wanted);
      }
      case 'lag': {
        const wanted = leader.shrink(endOffset, nowMs);
        request = wanted ?? request;
        return asked(wanted);
      }
      case 'answer':
        return leader.answered(request!, {
          errorCode: codes[first],
          isr: second === '' ? [] : numbers(second),
          partitionEpoch: Number(third || 6),
          leaderEpoch: 3,
          leaderRecoveryState: 0,
        });
      case 'image':
        leader.update(imageOf({ isr: numbers(first), replicas, partitionEpoch: Number(second) }), nowMs);
        return '';
      case 'broker':
        if (second === 'gone') epochs.delete(Number(first));
        else epochs.set(Number(first), Number(second));
        return '';
      default:
        throw new Error(`cannot read ${line}`);
    }
  };

  return script
    .split('·')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const said = run(line);
      highWatermark = Math.max(highWatermark, leader.highWatermark(endOffset, minIsr, nowMs));
      const state = `hw ${highWatermark} isr ${leader.isr.join(',')}`;
      return `${line} → ${said === '' ? '' : `${said}; `}${state}`;
    });
}

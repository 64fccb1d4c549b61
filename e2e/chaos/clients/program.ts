/** What the client programs in TypeScript have in common: their arguments, their lines, their pace. */
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRecord } from '../record.ts';

/** As in argv: what to do, bootstrap servers, topic, partitions, then producer number and records a second, or a group. */
export interface ProgramArguments {
  readonly role: 'produce' | 'consume';
  readonly bootstrapServers: string[];
  readonly topic: string;
  readonly partitions: number;
  readonly producer: number;
  readonly recordsPerSecond: number;
  readonly group: string;
}

export function programArguments(): ProgramArguments {
  const [role, bootstrap, topic, partitions, ...rest] = process.argv.slice(2) as string[];
  if (role !== 'produce' && role !== 'consume') throw new Error(`unknown role ${role}`);
  return {
    role,
    bootstrapServers: bootstrap!.split(','),
    topic: topic!,
    partitions: Number(partitions),
    producer: Number(rest[0]),
    recordsPerSecond: Number(rest[1]),
    group: rest[0]!,
  };
}

export const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Resolves when standard input ends: whoever started us wants no more. */
export const stopAsked = new Promise<void>((resolve) => {
  process.stdin.on('end', resolve).on('error', resolve).resume();
});

/** Sends one group of records and answers the offset of the first, or null where it was not told. */
export type SendGroup = (partition: number, values: Buffer[]) => Promise<bigint | number | string | null>;

const RECORDS_PER_GROUP = 5;
/** After a send of unknown outcome, before the next producer. */
const PAUSE_AFTER_FAILURE_MS = 200;

/**
 * Keeps one group of records under way for each partition, until it is asked to stop. After a failure the outcome of
 * a group is not known: `renew` must make a fresh producer, whose sequence numbers begin anew.
 */
export async function produceAtPace(
  { partitions, producer, recordsPerSecond }: ProgramArguments,
  send: SendGroup,
  renew: () => Promise<void>,
): Promise<void> {
  const intervalMs = (1000 * RECORDS_PER_GROUP * partitions) / recordsPerSecond;
  let stopping = false;
  void stopAsked.then(() => (stopping = true));
  let nextSequence = 0;
  let nextGroup = 0;
  let life = 0;
  let renewing: Promise<void> | undefined;

  const lane = async (partition: number) => {
    let dueMs = performance.now() + (intervalMs * partition) / partitions;
    while (!stopping) {
      await sleep(Math.max(0, dueMs - performance.now()));
      // What could not be sent in time is not made up for: a cluster that comes back meets no flood.
      dueMs = Math.max(dueMs + intervalMs, performance.now());
      await renewing;
      const group = nextGroup++;
      const first = nextSequence;
      nextSequence += RECORDS_PER_GROUP;
      const sequences = Array.from({ length: RECORDS_PER_GROUP }, (_, i) => first + i);
      const values = sequences.map((sequence) =>
        Buffer.from(encodeRecord({ producer, sequence, partition })),
      );
      const lifeOfGroup = life;
      say(`s ${group} ${life} ${partition} ${first} ${RECORDS_PER_GROUP}`);
      try {
        const base = await send(partition, values);
        const known = base !== null && Number(base) >= 0;
        say(`e ${group} ${sequences.map((_, i) => (known ? Number(base) + i : '~')).join(',')}`);
      } catch (error) {
        say(`e ${group} ${sequences.map(() => '?').join(',')}`);
        say(`! send to ${partition} failed: ${(error as Error).message}`);
        if (life === lifeOfGroup) {
          life++;
          renewing = sleep(PAUSE_AFTER_FAILURE_MS).then(renew);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: partitions }, (_, partition) => lane(partition)));
}

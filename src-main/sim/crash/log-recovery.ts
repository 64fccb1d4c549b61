import type { PartitionLog } from '../../log/index.ts';
import { batchPositions, batchFault } from '../../wire/index.ts';
import { CrashWorld } from './crash-world.ts';
import type { Recovery } from './life.ts';
import { type Claim, type KnownBatch, knownBatch } from './log-life.ts';

/** What a start found in one partition's folder, as its readers see it. */
interface Recovered {
  readonly topicId: string;
  readonly start: number;
  readonly end: number;
  readonly highWatermark: number;
  readonly batches: readonly KnownBatch[];
  readonly epochs: readonly { readonly epoch: number; readonly startOffset: number }[];
  readonly producers: ReadonlyMap<number, { readonly lastSequence: number; readonly openFrom: number }>;
  readonly aborted: readonly string[];
}

/** By topic. */
type Found = ReadonlyMap<string, Recovered>;

/** Opens log dirs on what a crash left, and measures what is there by what could be counted on. */
export const LOG_RECOVERY: Recovery<readonly Claim[], Found> = {
  start(disk, seed) {
    const world = new CrashWorld(disk, seed, 5_000_000);
    const logs = world.openLogs();
    const [{ offline }] = logs.directories();
    if (offline !== undefined) throw new Error(`the log dir is offline: ${offline}`);
    return new Map([...logs.all()].map((log) => [log.topic, lookAt(log)]));
  },
  faultsOf,
  textOf: (claims) =>
    claims
      .map(
        ({ histories, floor, history, newestHistory, start }) =>
          `${histories.topicId} ${floor} ${history} ${newestHistory} ${start}`,
      )
      .join(','),
};

/** Reads a log from its start to its end through the public door, and asks all that is remembered about it. */
function lookAt(log: PartitionLog): Recovered {
  const batches: KnownBatch[] = [];
  for (let offset = log.startOffset; offset < log.endOffset;) {
    const slice = log.read(offset, { maxBytes: 10_000, upperBound: Infinity, atLeastOneBatch: true });
    if (slice === 'out-of-range') throw new Error(`${log.topic}: ${offset} is out of range`);
    if (slice.sizeBytes === 0) break;
    for (const chunk of slice.chunks) {
      for (const at of batchPositions(chunk)) {
        const fault = batchFault(chunk, at, chunk.length);
        if (fault !== undefined) throw new Error(`${log.topic}: a reader is given damaged bytes: ${fault}`);
        batches.push(knownBatch(chunk, at));
      }
    }
    offset = slice.nextOffset;
    slice.release();
  }
  // Index by index: a lookup of each batch finds it, and so does its time.
  for (const { base, last } of batches) {
    const slice = log.read(last, { maxBytes: 1, upperBound: Infinity, atLeastOneBatch: true });
    if (slice === 'out-of-range' || slice.sizeBytes === 0)
      throw new Error(`${log.topic}: nothing at ${last}`);
    if (slice.baseOffset !== base)
      throw new Error(`${log.topic}: ${slice.baseOffset} for ${last}, not ${base}`);
    slice.release();
  }
  log.offsetForTimestamp(0);
  log.segments();
  return {
    topicId: log.topicId,
    start: log.startOffset,
    end: log.endOffset,
    highWatermark: log.highWatermark,
    batches,
    epochs: log.epochEntries.map(({ epoch, startOffset }) => ({ epoch, startOffset })),
    producers: new Map(
      log
        .activeProducers()
        .map((each) => [
          each.producerId,
          { lastSequence: each.lastSequence, openFrom: each.currentTransactionStartOffset },
        ]),
    ),
    aborted: log
      .abortedTransactions(log.startOffset, log.endOffset)
      .map(({ producerId, firstOffset }) => `${producerId} from ${firstOffset}`),
  };
}

/** Says what is wrong with what was found, measured by what could be counted on. Empty when nothing is. */
function faultsOf(partitions: Found, claims: readonly Claim[]): string[] {
  return claims.flatMap((claim) => {
    const { topic, topicId, lists } = claim.histories;
    const found = partitions.get(topic);
    if (found === undefined || found.topicId !== topicId) {
      // A topic that nothing was flushed for may be gone, and the one before it of that name be there again.
      return claim.floor > claim.start ? [`${topic}: it is gone, and had records up to ${claim.floor}`] : [];
    }
    const mismatches: Mismatch[] = [];
    // Where a cut takes away nothing that compaction had left, two histories have the same batches.
    let forgotten: string[] | undefined;
    for (let index = claim.newestHistory; index >= claim.history; index--) {
      // It goes on after this moment, perhaps from an offset that was flushed before: what was there was cut.
      const list = index === claim.newestHistory ? lists[index].slice(0, claim.written) : lists[index];
      const difference = mismatch(found, claim, list);
      if (difference === undefined) {
        const faults = memoryFaults(claim, found, list);
        if (faults.length === 0) return [];
        forgotten ??= faults;
      } else mismatches.push(difference);
    }
    if (forgotten !== undefined) return forgotten;
    // What was found comes from the history that it goes along with furthest, of several from the newest.
    const closest = mismatches.reduce((best, each) => (each.alike > best.alike ? each : best));
    return [`${topic}: ${closest.reason}`];
  });
}

interface Mismatch {
  readonly reason: string;
  /** Batches that are the same up to there. */
  readonly alike: number;
}

/** Why a log cannot be a prefix of this history with all that was flushed; undefined when it can. */
function mismatch(found: Recovered, claim: Claim, history: readonly KnownBatch[]): Mismatch | undefined {
  const { start, end, highWatermark, batches } = found;
  const first = history.findIndex(({ last }) => last >= start);
  const expected = first < 0 ? [] : history.slice(first);
  const differing = batches.findIndex((batch, index) => difference(batch, expected[index]) !== undefined);
  const alike = differing < 0 ? batches.length : differing;
  if (start > claim.start && start > claim.floor)
    return { reason: `begins at ${start}, not at ${claim.start}`, alike };
  if (!(start <= highWatermark && highWatermark <= end))
    return { reason: `start ${start} hw ${highWatermark} end ${end}`, alike };
  const flushed = history.findLast(({ last }) => last < claim.floor);
  if (flushed !== undefined && end <= flushed.last && flushed.last >= claim.start)
    return { reason: `ends at ${end}, was flushed up to ${claim.floor}`, alike };
  if (differing >= 0) return { reason: difference(batches[differing], expected[differing])!, alike };
  const missing = expected[batches.length] as KnownBatch | undefined;
  if (missing !== undefined && missing.last < Math.max(claim.floor, end))
    return {
      reason: `lacks the batch at ${missing.base}, below ${claim.floor} or its own end ${end}`,
      alike,
    };
  return undefined;
}

function difference(batch: KnownBatch, known: KnownBatch | undefined): string | undefined {
  if (known === undefined) return `has a batch at ${batch.base} that nobody wrote`;
  if (known.base !== batch.base) return `goes on with ${batch.base} where ${known.base} was written`;
  if (known.crc !== batch.crc || known.last !== batch.last) return `has another batch at ${batch.base}`;
  if (known.epoch !== batch.epoch) return `has a batch of epoch ${batch.epoch} at ${batch.base}`;
  return undefined;
}

/** What is remembered beside the records must be what the records say. */
function memoryFaults(claim: Claim, found: Recovered, history: readonly KnownBatch[]): string[] {
  const { topic } = claim.histories;
  const faults: string[] = [];
  for (const { base, last, epoch } of found.batches) {
    // What lay before a start of the log is forgotten, even if the start itself was not kept.
    const known = Math.max(base, found.start, found.epochs[0]?.startOffset ?? 0);
    if (last < known) continue;
    const entry = found.epochs.findLast(({ startOffset }) => startOffset <= known);
    if (entry?.epoch !== epoch)
      faults.push(`${topic}: epoch ${entry?.epoch} at ${base}, the batch says ${epoch}`);
  }
  const lastSequences = new Map<number, number>();
  const openFrom = new Map<number, number>();
  for (const batch of history) {
    if (batch.last >= found.end) break;
    // Likewise of producers: nobody may have known them any more where the log was cut or rolled since.
    if (batch.base < Math.max(found.start, claim.start) || batch.producerId < 0) continue;
    if (batch.control) openFrom.delete(batch.producerId);
    else {
      lastSequences.set(batch.producerId, batch.lastSequence);
      if (batch.transactional && !openFrom.has(batch.producerId)) openFrom.set(batch.producerId, batch.base);
    }
  }
  for (const [producerId, sequence] of lastSequences) {
    const said = found.producers.get(producerId);
    // A snapshot knows of batches that compaction has taken away since.
    const isOfCompacted = claim.histories.lists.some((list) =>
      list.some(
        (batch) =>
          batch.producerId === producerId &&
          batch.lastSequence === said?.lastSequence &&
          batch.lastSequence > sequence &&
          batch.last < found.end,
      ),
    );
    if (said?.lastSequence !== sequence && !isOfCompacted)
      faults.push(`${topic}: producer ${producerId} is at ${said?.lastSequence}, wrote ${sequence}`);
  }
  for (const [producerId, from] of openFrom) {
    const said = found.producers.get(producerId);
    if (said === undefined || said.openFrom < 0 || said.openFrom > from)
      faults.push(`${topic}: the transaction of ${producerId} is open from ${said?.openFrom}, not ${from}`);
  }
  return faults;
}

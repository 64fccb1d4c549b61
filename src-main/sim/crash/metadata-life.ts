import { seededRandom } from '../../base/index.ts';
import { LATEST_METADATA_VERSION } from '../../controller/index.ts';
import { formatDirectory } from '../../log/index.ts';
import {
  dataBatch,
  encodeRecords,
  formatMetadata,
  METADATA_FOLDER,
  MetadataLog,
  readQuorumState,
  snapshotBatches,
  writeQuorumState,
} from '../../node/index.ts';
import type { QuorumState, Voter } from '../../raft/index.ts';
import { MemoryDisk } from '../memory-disk.ts';
import { CrashWorld, DATA_DIRECTORY } from './crash-world.ts';
import type { Life, Recovery } from './life.ts';
import { RecordingDisk } from './recording-disk.ts';

const IDS = { nodeId: 1, clusterId: 'clusterAAAAAAAAAAAAAAw' };
const FOLDER = `${DATA_DIRECTORY}/${METADATA_FOLDER}`;
const DIRECTORY_ID = 'directoryAAAAAAAAAAAAA';

const VOTER: Voter = {
  id: IDS.nodeId,
  directoryId: DIRECTORY_ID,
  endpoints: [{ name: 'CONTROLLER', host: '127.0.0.1', port: 9093 }],
};

/** `offset epoch time` of a batch; no two have the same time. */
type BatchName = string;

/** What raft may count on at some moment. */
interface Claim {
  /** One list of batches for each history; each covers everything from the snapshot on. */
  readonly histories: readonly (readonly BatchName[])[];
  readonly history: number;
  readonly floor: number;
  readonly snapshotEnd: number;
  /** All states that were ever to be written; nothing older than number `state` may be found. */
  readonly states: readonly QuorumState[];
  readonly state: number;
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly snapshotEnd: number;
  readonly batches: readonly BatchName[];
  readonly state: QuorumState | undefined;
}

function open(world: CrashWorld): MetadataLog {
  formatDirectory(world.env, DATA_DIRECTORY, IDS);
  formatMetadata(world.env, DATA_DIRECTORY, [VOTER]);
  return new MetadataLog(world.env, DATA_DIRECTORY);
}

/** The life of a voter's metadata folder: its log, snapshots written and received, its votes. */
export class MetadataLife {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #memory = new MemoryDisk(() => this.#world.nowMs);
  readonly #disk = new RecordingDisk(this.#memory);
  readonly #world: CrashWorld;
  #log!: MetadataLog;
  #epoch = 1;
  readonly #histories: BatchName[][] = [[]];
  #history = 0;
  #floor = 0;
  #snapshotEnd = 0;
  readonly #states: QuorumState[] = [];
  #state = -1;
  readonly #claims: Claim[] = [];
  readonly #steps: string[] = [];

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
    this.#world = new CrashWorld(this.#disk, seed);
    this.#disk.onChange = () => this.#claims.push(this.#claim());
  }

  async live(steps: number): Promise<Life<Claim>> {
    this.#step('open', () => (this.#log = open(this.#world)));
    for (let count = 0; count < steps; count++) {
      this.#world.nowMs++;
      await this.#draw();
      await this.#disk.settle();
    }
    this.#claims.push(this.#claim());
    return {
      name: `metadata, seed ${this.#seed}`,
      changes: this.#disk.changes,
      claims: this.#claims,
      steps: this.#steps,
    };
  }

  #claim(): Claim {
    return {
      histories: this.#histories,
      history: this.#history,
      floor: this.#floor,
      snapshotEnd: this.#snapshotEnd,
      states: this.#states,
      state: this.#state,
    };
  }

  #step<T>(what: string, action: () => T): T {
    this.#steps.push(`${this.#disk.changes.length} ${what}`);
    return action();
  }

  async #draw(): Promise<void> {
    const draw = this.#random();
    if (draw < 0.4) return this.#append();
    if (draw < 0.55) return this.#flush();
    if (draw < 0.7) return this.#vote();
    if (draw < 0.8) return this.#cut();
    if (draw < 0.88) return this.#snapshot();
    if (draw < 0.94) return this.#install();
    return this.#kill();
  }

  #append(): void {
    const count = 1 + Math.floor(this.#random() * 3);
    const records = Array.from({ length: count }, () => ({ type: 'NoOpRecord' as const }));
    const batch = dataBatch(encodeRecords(records, LATEST_METADATA_VERSION), {
      timestamp: this.#world.nowMs,
    });
    const { endOffset } = this.#log;
    this.#histories.at(-1)!.push(`${endOffset} ${this.#epoch} ${this.#world.nowMs}`);
    this.#step(`append at ${endOffset}`, () => this.#log.append(batch, this.#epoch));
  }

  async #flush(): Promise<void> {
    const { endOffset } = this.#log;
    const flushed = this.#step('flush', () => this.#log.flushLater());
    await this.#disk.settle();
    await flushed;
    this.#floor = endOffset;
    if (this.#random() < 0.8) this.#log.advanceHighWatermark(endOffset);
  }

  async #vote(): Promise<void> {
    this.#epoch++;
    const state: QuorumState = {
      leaderEpoch: this.#epoch,
      leaderId: this.#random() < 0.5 ? -1 : 2,
      voted: { id: Math.floor(this.#random() * 3), directoryId: DIRECTORY_ID },
    };
    this.#states.push(state);
    const written = this.#step(`vote in ${this.#epoch}`, () =>
      writeQuorumState(this.#disk, FOLDER, state, 1),
    );
    await this.#disk.settle();
    await written;
    this.#state = this.#states.length - 1;
  }

  /** A new leader has another history behind what is committed. */
  #cut(): void {
    const committed = this.#floor;
    const newest = this.#histories.at(-1)!;
    const open = newest.filter((name) => offsetOf(name) >= committed);
    if (open.length === 0) return;
    const toOffset = offsetOf(open[Math.floor(this.#random() * open.length)]);
    this.#histories.push(newest.filter((name) => offsetOf(name) < toOffset));
    this.#step(`cut to ${toOffset}`, () => this.#log.truncateTo(toOffset));
    this.#history = this.#histories.length - 1;
  }

  #content() {
    const records = [{ type: 'NoOpRecord' as const }];
    return { records, metadataVersion: LATEST_METADATA_VERSION, lastContainedLogTimestampMs: 5 };
  }

  #snapshot(): void {
    if (this.#floor <= this.#snapshotEnd) return;
    this.#log.advanceHighWatermark(this.#floor);
    const id = { endOffset: this.#floor, epoch: this.#epoch };
    this.#step(`snapshot of ${id.endOffset}`, () => this.#log.writeSnapshot(id, this.#content()));
    this.#snapshotEnd = id.endOffset;
  }

  #install(): void {
    const id = { endOffset: this.#log.endOffset + 5, epoch: this.#epoch };
    const bytes = Buffer.concat(
      snapshotBatches({ ...this.#content(), epoch: this.#epoch, nowMs: this.#world.nowMs }),
    );
    this.#histories.push([]);
    this.#step(`install a snapshot of ${id.endOffset}`, () => this.#log.installSnapshot(id, bytes));
    this.#history = this.#histories.length - 1;
    this.#snapshotEnd = id.endOffset;
    this.#floor = id.endOffset;
  }

  #kill(): void {
    this.#disk.crashProcess();
    this.#step('start after a kill', () => (this.#log = open(this.#world)));
    this.#log.load();
  }
}

function offsetOf(name: BatchName): number {
  return Number(name.split(' ')[0]);
}

export const METADATA_RECOVERY: Recovery<Claim, Found> = {
  start(disk, seed) {
    const world = new CrashWorld(disk, seed, 5_000_000);
    const log = open(world);
    log.load();
    const batches = log
      .read(log.startOffset, log.endOffset)
      .map(({ baseOffset, epoch, timestampMs }) => `${baseOffset} ${epoch} ${timestampMs}`);
    return {
      start: log.startOffset,
      end: log.endOffset,
      snapshotEnd: log.latestSnapshot?.endOffset ?? 0,
      batches,
      state: readQuorumState(disk, FOLDER),
    };
  },

  faultsOf(found, claim) {
    const faults: string[] = [];
    if (found.end < claim.floor) faults.push(`ends at ${found.end}, was flushed up to ${claim.floor}`);
    if (found.snapshotEnd < claim.snapshotEnd)
      faults.push(`the snapshot is of ${found.snapshotEnd}, there was one of ${claim.snapshotEnd}`);
    const state =
      found.state === undefined ? -1 : claim.states.findIndex((each) => isSame(each, found.state!));
    if (state < claim.state) faults.push(`votes of ${JSON.stringify(found.state)}, forgot later ones`);
    if (found.state !== undefined && state < 0) faults.push(`has a vote that nobody cast`);
    const matches = claim.histories.slice(claim.history).some((history) => {
      const expected = history.filter((name) => offsetOf(name) >= found.start);
      return found.batches.every((name, index) => name === expected[index]);
    });
    if (!matches) faults.push(`has ${found.batches.join(', ')}, which was never the log`);
    return faults;
  },

  textOf: ({ history, floor, snapshotEnd, state }) => `${history} ${floor} ${snapshotEnd} ${state}`,
};

function isSame(a: QuorumState, b: QuorumState): boolean {
  return JSON.stringify(a.voted) === JSON.stringify(b.voted) && a.leaderEpoch === b.leaderEpoch;
}

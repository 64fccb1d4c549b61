import type { Env, FactBody } from '../env/index.ts';
import {
  DEFAULT_LOG_CONFIG,
  formatDirectory,
  type LogConfig,
  LogManager,
  type PartitionLog,
} from '../log/index.ts';
import { buildBatch, buildTransactionMarker, type CodecName } from '../wire/index.ts';
import { MemoryDisk } from './memory-disk.ts';
import { stillEnv } from './still-env.ts';

const DIRECTORY = '/data-1';
const CLUSTER_ID = 'clusterAAAAAAAAAAAAAAw';
const TOPIC_ID = 'topicAAAAAAAAAAAAAAAAw';

/** An env whose time stands still until told otherwise, and whose disk is in memory. */
export class LogWorld {
  wallMs = 1_000_000;
  readonly disk: MemoryDisk;
  readonly facts: FactBody[] = [];
  readonly messages: string[] = [];
  readonly env: Env;

  constructor(disk?: MemoryDisk) {
    this.disk = disk ?? new MemoryDisk(() => this.wallMs);
    const note = (message: string) => void this.messages.push(message);
    this.env = stillEnv({
      disk: this.disk,
      seed: 42,
      nowMs: () => this.wallMs,
      log: { info: note, warn: note, error: note },
      facts: { report: (fact) => void this.facts.push(fact) },
    });
  }

  open(config: LogConfig): LogManager {
    formatDirectory(this.env, DIRECTORY, { nodeId: 1, clusterId: CLUSTER_ID });
    return LogManager.open(this.env, {
      directories: [DIRECTORY],
      nodeId: 1,
      clusterId: CLUSTER_ID,
      configOf: () => config,
    });
  }
}

/** A word of a command: `ts=5` is a setting, anything else stands for itself. */
interface Words {
  readonly plain: string[];
  readonly settings: Map<string, string>;
}

function wordsOf(line: string): Words {
  const plain: string[] = [];
  const settings = new Map<string, string>();
  for (const word of line.trim().split(/\s+/)) {
    const cut = word.indexOf('=');
    if (cut > 0) settings.set(word.slice(0, cut), word.slice(cut + 1));
    else plain.push(word);
  }
  return { plain, settings };
}

/**
 * One partition's log, played by lines of text; every line that has something to say answers in the output.
 *   append 3 pid=5 epoch=0 seq=0 ts=9 codec=gzip size=100 leader=2 txn tv=2 nokey · follower 3 base=7 leader=1
 *   commit|abort pid=5 epoch=0 coordinator=1 · hw 5|end · read 3 max=100 upto=5 · time 9 · max-time · aborted 0 9
 *   epoch 3 · end-of 2 · truncate 4 · restart-at 9 · start 3 · roll · flush · retain · wait 1000 · expire
 *   stop · crash · power · state · segments · producers · facts · files · damage FILE POSITION · cut FILE SIZE · delete FILE
 */
export class LogScript {
  readonly world: LogWorld;
  readonly #config: LogConfig;
  manager: LogManager;
  log: PartitionLog;
  #sequence = 0;

  constructor(config: Partial<LogConfig> = {}, world = new LogWorld()) {
    this.#config = {
      ...DEFAULT_LOG_CONFIG,
      timestampBeforeMaxMs: Infinity,
      timestampAfterMaxMs: Infinity,
      ...config,
    };
    this.world = world;
    this.manager = world.open(this.#config);
    this.log = this.#openLog();
  }

  #openLog(): PartitionLog {
    return this.manager.get('t', 0) ?? this.manager.create('t', 0, TOPIC_ID, this.#config);
  }

  reopen(config: Partial<LogConfig> = {}): void {
    this.manager = this.world.open({ ...this.#config, ...config });
    this.log = this.#openLog();
  }

  /** What the lines of a story, each up to its arrow, answer; and the story itself, to compare it with. */
  static compare(config: Partial<LogConfig>, story: string): { played: string; written: string } {
    const lines = story
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const script = lines.map((line) => line.split(' → ')[0]).join('\n');
    return { played: new LogScript(config).run(script), written: lines.join('\n') };
  }

  /** Runs the lines; answers of one line are put behind it. */
  run(script: string): string {
    const output: string[] = [];
    for (const line of script.split('\n').map((each) => each.trim())) {
      if (line === '') continue;
      const answer = this.step(line);
      output.push(answer === '' ? line : `${line} → ${answer}`);
    }
    return output.join('\n');
  }

  step(line: string): string {
    const { plain, settings } = wordsOf(line);
    const number = (name: string, otherwise: number) => Number(settings.get(name) ?? otherwise);
    const [command, first, second] = plain;
    const { log } = this;
    switch (command) {
      case 'append':
        return this.#append(Number(first), plain.slice(2), settings);
      case 'follower': {
        const batch = this.batch(Number(first), settings);
        batch.writeBigInt64BE(BigInt(number('base', log.endOffset)), 0);
        batch.writeInt32BE(number('leader', 0), 12);
        try {
          const { baseOffset, lastOffset } = log.appendAsFollower(batch);
          return `${baseOffset}..${lastOffset}`;
        } catch (error) {
          return (error as Error).message;
        }
      }
      case 'commit':
      case 'abort': {
        const marker = buildTransactionMarker(command, {
          timestamp: this.world.wallMs,
          producerId: number('pid', 5),
          producerEpoch: number('epoch', 0),
          coordinatorEpoch: number('coordinator', 0),
        });
        const transactionVersion = number('tv', 0);
        const outcome = log.appendAsLeader(marker, {
          leaderEpoch: Math.max(0, log.latestEpoch),
          origin: 'coordinator',
          transactionVersion,
        });
        return outcome.kind === 'refused'
          ? `refused ${outcome.errorCode}: ${outcome.message}`
          : `${outcome.baseOffset}`;
      }
      case 'hw':
        log.advanceHighWatermark(first === 'end' ? log.endOffset : Number(first));
        return '';
      case 'read':
        return this.#read(
          Number(first),
          number('max', 1e6),
          number('upto', log.highWatermark),
          plain.includes('exact'),
        );
      case 'time': {
        const found = log.offsetForTimestamp(Number(first));
        return found === undefined
          ? 'none'
          : `${found.offset} at ${found.timestampMs} epoch ${found.leaderEpoch}`;
      }
      case 'max-time': {
        const found = log.offsetOfMaxTimestamp();
        return found === undefined ? 'none' : `${found.offset} at ${found.timestampMs}`;
      }
      case 'aborted':
        return (
          log
            .abortedTransactions(Number(first), Number(second))
            .map((each) => `${each.producerId} from ${each.firstOffset}`)
            .join(', ') || 'none'
        );
      case 'epoch':
        log.assignEpoch(Number(first), log.endOffset);
        return '';
      case 'end-of': {
        const { epoch, endOffset } = log.endOffsetForEpoch(Number(first));
        return `${epoch} ends at ${endOffset}`;
      }
      case 'epochs':
        return log.epochEntries.map((entry) => `${entry.epoch}@${entry.startOffset}`).join(' ') || 'none';
      case 'truncate':
        log.truncateTo(Number(first), 'script');
        return '';
      case 'restart-at':
        log.truncateFullyAndStartAt(Number(first));
        return '';
      case 'start':
        return log.advanceStart(Number(first), 'delete-records') ? '' : 'no';
      case 'roll':
        log.roll('script');
        return '';
      case 'flush':
        log.flush();
        return '';
      case 'retain':
        return `${log.deleteOldSegments()} gone`;
      case 'expire':
        return `${log.expireProducers(Number(first))} gone`;
      case 'wait':
        this.world.wallMs += Number(first);
        this.manager.housekeeping(this.world.wallMs);
        return '';
      case 'stop':
        this.manager.shutdown(7);
        this.reopen();
        return '';
      case 'crash':
        this.world.disk.crashProcess();
        this.reopen();
        return '';
      case 'power':
        this.world.disk.losePower();
        this.reopen();
        return '';
      case 'state':
        return `start ${log.startOffset} lso ${log.lastStableOffset} hw ${log.highWatermark} end ${log.endOffset}`;
      case 'recovery-point':
        return `${log.recoveryPoint}`;
      case 'segments':
        return log
          .segments()
          .map((segment) => `${segment.baseOffset}..${segment.nextOffset - 1}`)
          .join(' ');
      case 'producers':
        return this.#producers();
      case 'facts':
        return this.#takeFacts();
      case 'files':
        return [...this.world.disk.files(`${log.directory}/`)]
          .map(([path, bytes]) => `${path.slice(log.directory.length + 1)}:${bytes.length}`)
          .sort()
          .join(' ');
      case 'damage':
      case 'cut':
      case 'delete':
        this.#tamper(command, first, Number(second));
        return '';
      default:
        throw new Error(`unknown command: ${line}`);
    }
  }

  batch(count: number, settings: ReadonlyMap<string, string>, flags: readonly string[] = []): Buffer {
    const number = (name: string, otherwise: number) => Number(settings.get(name) ?? otherwise);
    const timestamp = number('ts', this.world.wallMs);
    const step = number('step', 0);
    const value = Buffer.alloc(number('size', 20), 'v');
    return buildBatch(
      Array.from({ length: count }, (_unused, index) => ({
        key: flags.includes('nokey') ? null : Buffer.from(`key-${this.#sequence + index}`),
        value,
        timestamp: timestamp + index * step,
      })),
      {
        timestamp,
        codec: (settings.get('codec') ?? 'none') as CodecName,
        producerId: number('pid', -1),
        producerEpoch: settings.has('pid') ? number('epoch', 0) : -1,
        baseSequence: settings.has('pid') ? number('seq', 0) : -1,
        transactional: flags.includes('txn'),
        logAppendTime: flags.includes('append-time'),
      },
    );
  }

  #append(count: number, flags: readonly string[], settings: ReadonlyMap<string, string>): string {
    const batch = this.batch(count, settings, flags);
    this.#sequence += count;
    const outcome = this.log.appendAsLeader(batch, {
      leaderEpoch: Number(settings.get('leader') ?? Math.max(0, this.log.latestEpoch)),
      origin: 'client',
      transactionVersion: Number(settings.get('tv') ?? 0),
    });
    if (outcome.kind === 'refused') {
      const records = outcome.recordErrors?.map((each) => each.batchIndex).join(',');
      return `refused ${outcome.errorCode}: ${outcome.message}${records === undefined ? '' : ` [records ${records}]`}`;
    }
    // That of a duplicate is its batch's, whatever the topic's timestamps are.
    const isTold = outcome.kind === 'appended' && outcome.logAppendTimeMs >= 0;
    const time = isTold ? ` at ${outcome.logAppendTimeMs}` : '';
    return `${outcome.kind === 'duplicate' ? 'duplicate ' : ''}${outcome.baseOffset}..${outcome.lastOffset}${time}`;
  }

  #read(offset: number, maxBytes: number, upperBound: number, exact: boolean): string {
    const slice = this.log.read(offset, { maxBytes, upperBound, atLeastOneBatch: !exact });
    if (slice === 'out-of-range') return slice;
    const said = slice.sizeBytes === 0 ? 'nothing' : `${slice.baseOffset}..${slice.nextOffset - 1}`;
    slice.release();
    return said;
  }

  #producers(): string {
    const lines = this.log
      .activeProducers()
      .map(
        (each) =>
          `${each.producerId}/${each.producerEpoch} seq ${each.lastSequence}` +
          (each.currentTransactionStartOffset < 0 ? '' : ` open from ${each.currentTransactionStartOffset}`),
      );
    return lines.join(', ') || 'none';
  }

  #takeFacts(): string {
    const said = this.world.facts.map((fact) => {
      switch (fact.kind) {
        case 'segment-rolled':
        case 'segment-deleted':
          return `${fact.kind} ${fact.baseOffset} (${fact.reason})`;
        case 'log-truncated':
          return `${fact.kind} ${fact.fromOffset} to ${fact.toOffset} (${fact.reason})`;
        case 'log-start-advanced':
          return `${fact.kind} ${fact.toOffset} (${fact.reason})`;
        case 'log-recovered':
          return `${fact.kind} end ${fact.endOffset} cut ${fact.truncatedBytes}`;
        default:
          return fact.kind;
      }
    });
    this.world.facts.length = 0;
    return said.join(', ') || 'none';
  }

  /** Changes a file of the partition while nobody looks. */
  #tamper(command: 'damage' | 'cut' | 'delete', file: string, at: number): void {
    const path = `${this.log.directory}/${file.padStart(20 + file.length - file.indexOf('.'), '0')}`;
    const known = this.world.disk.readFile(path) ?? this.world.disk.readFile(`${this.log.directory}/${file}`);
    if (known === undefined) throw new Error(`no file ${path}`);
    const real = this.world.disk.readFile(path) === undefined ? `${this.log.directory}/${file}` : path;
    if (command === 'damage') known[at < 0 ? known.length + at : at] ^= 0x55;
    const content = command === 'cut' ? known.subarray(0, at < 0 ? known.length + at : at) : known;
    this.world.disk.tamper(real, command === 'delete' ? undefined : content);
  }
}

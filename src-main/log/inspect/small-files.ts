// The small files of a log dir and of a partition, decoded into rows of text for people.
import type { DiskReader } from './disk-reader.ts';
import { crc32c } from '../../base/index.ts';
import { MalformedFileError, parseCheckpoint, parseOffsetCheckpoint } from '../checkpoint-file.ts';
import { LeaderEpochs } from '../leader-epochs.ts';
import { decodeProducerSnapshot } from '../producer-snapshot.ts';
import { hex32, type FieldRange } from './batch-fields.ts';
import type { LogFileKind } from './folder.ts';

export interface SmallFile {
  readonly kind: LogFileKind;
  readonly sizeBytes: number;
  /** Its single values, in the file's order. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Its entries; no columns when it has none. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What its bytes mean; for binary files. */
  readonly fields: readonly FieldRange[];
  /** Text files as they are; null for binary ones. */
  readonly text: string | null;
  /** What is wrong with it; undefined when nothing is. */
  readonly fault: string | undefined;
}

const TEXT_BYTES_MAX = 1024 * 1024;

/** Undefined when there is no such file. Throws DiskError. */
export function inspectSmallFile(disk: DiskReader, path: string, kind: LogFileKind): SmallFile | undefined {
  const bytes = disk.readFile(path);
  if (bytes === undefined) return undefined;
  if (kind === 'producer-snapshot') return producerSnapshot(bytes);
  const text = bytes.toString('utf8', 0, TEXT_BYTES_MAX);
  const base = { kind, sizeBytes: bytes.length, facts: [], columns: [], rows: [], fields: [], text };
  try {
    return { ...base, fault: undefined, ...parse(kind, text) };
  } catch (error) {
    if (error instanceof MalformedFileError || error instanceof SyntaxError)
      return { ...base, fault: error.message };
    throw error;
  }
}

const CHECKPOINT_COLUMNS: Partial<Record<LogFileKind, readonly string[]>> = {
  'leader-epochs': ['epoch', 'startOffset'],
  'offset-checkpoint': ['topic', 'partition', 'offset'],
};

function parse(kind: LogFileKind, text: string): Partial<SmallFile> {
  const columns = CHECKPOINT_COLUMNS[kind];
  // Kafka makes a checkpoint empty when it starts, and reads an empty one as no entries (CheckpointFile).
  if (columns !== undefined && text === '') return { columns };
  switch (kind) {
    case 'leader-epochs':
      return {
        ...versionAndCount(text),
        columns,
        rows: LeaderEpochs.parse(text)
          .entries()
          .map(({ epoch, startOffset }) => [String(epoch), String(startOffset)]),
      };
    case 'offset-checkpoint':
      return {
        ...versionAndCount(text),
        columns,
        rows: [...parseOffsetCheckpoint(text)].map(([key, offset]) => [...key.split(' '), String(offset)]),
      };
    case 'partition-metadata':
    case 'meta-properties':
      return {
        facts: properties(text),
        fault: kind === 'partition-metadata' ? topicIdFault(text) : undefined,
      };
    case 'quorum-state':
    case 'clean-shutdown':
      return { facts: text === '' ? [] : jsonFacts(text) };
    default:
      return {};
  }
}

function versionAndCount(text: string): Pick<SmallFile, 'facts'> {
  const entries = parseCheckpoint(text).length;
  return {
    facts: [
      { name: 'version', value: '0' },
      { name: 'entries', value: String(entries) },
    ],
  };
}

function properties(text: string): { name: string; value: string }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*([^#!\s=:][^=:\s]*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    return match === null ? [] : [{ name: match[1], value: match[2] }];
  });
}

function topicIdFault(text: string): string | undefined {
  return /^version: 0\r?\ntopic_id: \S+\s*$/.test(text) ? undefined : 'it is not "version: 0" and a topic_id';
}

function jsonFacts(text: string): { name: string; value: string }[] {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new MalformedFileError('it is no JSON object');
  return Object.entries(parsed).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

const PRODUCER_COLUMNS = [
  'producerId',
  'producerEpoch',
  'lastSequence',
  'lastOffset',
  'offsetDelta',
  'timestamp',
  'coordinatorEpoch',
  'currentTxnFirstOffset',
] as const;
/** Sizes of an entry's fields (ProducerStateManager's schema); together 46. */
const PRODUCER_SIZES = [8, 2, 4, 8, 4, 8, 4, 8] as const;
const ENTRY_BYTES = 46;

function producerSnapshot(bytes: Buffer): SmallFile {
  const fields: FieldRange[] = [];
  const facts: { name: string; value: string }[] = [];
  const head = (name: string, start: number, sizeBytes: number, value: () => string) => {
    if (start + sizeBytes > bytes.length) return;
    fields.push({ name, start, sizeBytes, value: value() });
    facts.push({ name, value: value() });
  };
  head('version', 0, 2, () => String(bytes.readInt16BE(0)));
  head('crc', 2, 4, () => hex32(bytes.readUInt32BE(2)));
  if (bytes.length > 6) facts.push({ name: 'crcComputed', value: hex32(crc32c(bytes.subarray(6))) });
  head('producers', 6, 4, () => String(bytes.readInt32BE(6)));
  const rows: string[][] = [];
  for (let at = 10; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    let start = at;
    const row: string[] = [];
    for (const [index, sizeBytes] of PRODUCER_SIZES.entries()) {
      const value =
        sizeBytes === 8 ? String(bytes.readBigInt64BE(start)) : String(bytes.readIntBE(start, sizeBytes));
      fields.push({ name: PRODUCER_COLUMNS[index], start, sizeBytes, value });
      row.push(value);
      start += sizeBytes;
    }
    rows.push(row);
  }
  let fault: string | undefined;
  try {
    decodeProducerSnapshot(bytes);
  } catch (error) {
    if (!(error instanceof MalformedFileError)) throw error;
    fault = error.message;
  }
  return {
    kind: 'producer-snapshot',
    sizeBytes: bytes.length,
    facts,
    columns: PRODUCER_COLUMNS,
    rows,
    fields,
    text: null,
    fault,
  };
}

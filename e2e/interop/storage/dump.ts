/** What Apache Kafka's own reader of log files says about all that is in log directories. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expectTrue } from '../check.ts';
import type { StorageClient } from './storage-client.ts';

/** One call of the tool: options, and which of the files they are for. */
interface DumpKind {
  readonly name: string;
  readonly options: readonly string[];
  takes(folder: string, name: string): boolean;
}

const METADATA_FOLDER = '__cluster_metadata-0';
/** Topics whose records the tool decodes, each with an option of its own. */
const DECODERS: readonly (readonly [topic: string, option: string])[] = [
  ['__consumer_offsets', '--offsets-decoder'],
  ['__transaction_state', '--transaction-log-decoder'],
  ['__share_group_state', '--share-group-state-decoder'],
];

const KINDS: readonly DumpKind[] = [
  {
    name: 'logs',
    options: ['--deep-iteration'],
    takes: (folder, name) => name.endsWith('.log') && !folder.startsWith('__'),
  },
  ...DECODERS.map(([topic, option]) => ({
    name: topic,
    options: [option],
    takes: (folder: string, name: string) => folder.startsWith(`${topic}-`) && name.endsWith('.log'),
  })),
  {
    name: 'metadata',
    options: ['--cluster-metadata-decoder'],
    takes: (folder, name) =>
      (folder === METADATA_FOLDER && name.endsWith('.log')) || name.endsWith('.checkpoint'),
  },
  {
    name: 'indexes, as a start checks them',
    options: ['--index-sanity-check'],
    takes: (_folder, name) => isIndex(name),
  },
  {
    name: 'indexes, every entry',
    options: ['--verify-index-only'],
    takes: (_folder, name) => isIndex(name),
  },
  {
    name: 'producer snapshots and aborted transactions',
    options: [],
    takes: (_folder, name) => name.endsWith('.snapshot') || name.endsWith('.txnindex'),
  },
];

function isIndex(name: string): boolean {
  return name.endsWith('.index') || name.endsWith('.timeindex');
}

/** What the tool prints where something is wrong; it ends without an error code all the same. */
const COMPLAINT =
  /Mismatches in|out of order|not found in :|invalid bytes|isvalid: false|Exception|orrupt|skipping|Failed to|could not|Ignoring unknown/;
/** Compaction leaves offsets out, which the tool remarks upon; so it does with the first offset of every file. */
const NOT_CONSECUTIVE = /^Non-consecutive offsets in (.*)$/;
const PAIR = /^ {2}(-?\d+) is followed by \d+$/;
/** A batch that compaction has emptied keeps its time; the tool looks for it in records, Kafka's own files included. */
const TIME_MISMATCH = /^Found timestamp mismatch in :(.*)$/;
const TIMES = /^ {2}Index timestamp: -?\d+, log timestamp: (-?\d+)$/;
const COMPACTED = /^(compacted|__.*)-\d+$/;

/** Every file of these log dirs that the tool reads. Throws with what it complains of. Returns what it has read. */
export async function expectDumpAccepts(client: StorageClient, logDirs: readonly string[]): Promise<string> {
  const files = logDirs.flatMap(filesOf);
  let dumped = 0;
  let records = 0;
  for (const { name, options, takes } of KINDS) {
    const wanted = files.filter((path) => takes(basename(dirname(path)), basename(path)));
    if (wanted.length === 0) continue;
    const lines = await client.dump([...options, '--files', wanted.join(',')]);
    const complaints = complaintsIn(lines);
    expectTrue(`${name}:\n${complaints.slice(0, 20).join('\n')}`, complaints.length === 0);
    const read = lines.filter((line) => line.startsWith('Dumping ')).length;
    expectTrue(`${name}: ${read} of ${wanted.length} files were read`, read === wanted.length);
    dumped += wanted.length;
    records += lines.filter((line) => line.startsWith('| ')).length;
  }
  expectTrue('no records were seen', records > 0);
  return `${dumped} files and ${records} records in ${logDirs.length} log dirs`;
}

function complaintsIn(lines: readonly string[]): string[] {
  let isCompacted = false;
  let mismatchIn = '';
  return lines.flatMap((line) => {
    mismatchIn = TIME_MISMATCH.exec(line)?.[1] ?? mismatchIn;
    const file = NOT_CONSECUTIVE.exec(line)?.[1] ?? TIME_MISMATCH.exec(line)?.[1];
    if (file !== undefined) isCompacted = COMPACTED.test(basename(dirname(file)));
    const pair = PAIR.exec(line);
    if (pair !== null) return isCompacted || pair[1] === '-1' ? [] : [line];
    const times = TIMES.exec(line);
    if (times !== null) return isCompacted && times[1] === '-1' ? [] : [`${mismatchIn}: ${line.trim()}`];
    // Records as the decoders print them may have any text in them.
    return !line.startsWith('| ') && COMPLAINT.test(line) ? [line] : [];
  });
}

/** The files of a log dir and of its partitions' folders; those that wait for their removal are nobody's any more. */
function filesOf(logDir: string): string[] {
  return readdirSync(logDir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(logDir, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name.endsWith('-delete') ? [] : readdirSync(path).map((name) => join(path, name));
  });
}

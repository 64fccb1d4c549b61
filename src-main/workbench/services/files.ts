import { type AsOf, say, type SegmentView } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { FolderMemory } from '../files/folder-memory.ts';
import { locateRecord } from '../files/locate.ts';
import { fileView, logFile, logFolder, normalPath, partitionOf } from '../files/paths.ts';
import { SegmentSession } from '../files/segment-session.ts';
import { batchDetail, directoryView, fileEntries, recordPage, stripView } from '../files/views.ts';
import {
  type DiskReader,
  holdsBatches,
  inspectCheckpoints,
  inspectFolder,
  readBytes,
} from '../../log/inspect/index.ts';
import {
  invalidInput,
  offset,
  onCluster,
  onTopic,
  type Outlet,
  partition,
  procedure,
  stream,
  z,
} from '../router/index.ts';
import { pause } from './repeat.ts';

const FOLDER_INTERVAL_MS = 1_000;
const DIRECTORY_INTERVAL_MS = 2_000;
const SEGMENT_INTERVAL_MS = 500;
/** A folder rests so many times as long as the look at it took. */
const LOOK_SHARE = 20;
/** Files whose maps are kept when nobody listens to them, the latest used. */
const SESSIONS_MAX = 16;
const ROWS_MAX = 2_000;
const BYTES_MAX = 256 * 1024;

const at = z.int().check(z.minimum(0));
const onPath = z.object({ path: z.string().check(z.minLength(1), z.maxLength(4_096)) });
const batchesInput = z.extend(onPath, {
  from: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('index'), index: at }),
    z.object({ kind: z.literal('position'), position: at }),
    z.object({ kind: z.literal('offset'), offset }),
  ]),
  count: z.int().check(z.minimum(1), z.maximum(ROWS_MAX)),
});
const stripInput = z.extend(onPath, {
  from: at,
  to: at,
  max: z.int().check(z.minimum(1), z.maximum(ROWS_MAX)),
});
const batchInput = z.extend(onPath, { position: at });
const recordsInput = z.extend(batchInput, { from: at, count: z.int().check(z.minimum(1), z.maximum(500)) });
const bytesInput = z.extend(batchInput, {
  sizeBytes: z.int().check(z.minimum(0), z.maximum(BYTES_MAX)),
  body: z.nullable(at),
});
const entriesInput = z.extend(onPath, { from: at, count: z.int().check(z.minimum(1), z.maximum(ROWS_MAX)) });
const segmentInput = z.extend(onPath, { checkCrc: z.boolean() });
const locateInput = z.extend(onTopic, { partition, offset });

/** The segment microscope: Kafka's files as they lie on a disk, ours or anybody's. They are only ever read. */
export function filesService(bench: Bench) {
  const { clock } = bench.env;
  const disk: DiskReader = bench.env.disk;
  const sessions = new Map<string, SegmentSession>();

  const sessionOf = (text: string): SegmentSession => {
    const place = logFile(text);
    if (!holdsBatches(place.kind)) throw invalidInput(say('file.noBatches', { name: place.name }));
    const session = sessions.get(place.path) ?? new SegmentSession(disk, place);
    sessions.delete(place.path);
    sessions.set(place.path, session);
    for (const [path] of [...sessions].slice(0, Math.max(0, sessions.size - SESSIONS_MAX)))
      sessions.delete(path);
    return session;
  };

  /** Walks on until `known` holds or there is nothing more to walk. */
  const walk = async (session: SegmentSession, signal: AbortSignal, known: () => boolean) => {
    // Once always: the file may have been replaced since the last look.
    while (session.advance(false) && !known() && !signal.aborted) await pause(clock, signal, 0);
  };

  return {
    'files.roots': procedure<'files.roots'>(onCluster, async () =>
      bench.host.nodes.flatMap(({ id, status, dataDirectories }) =>
        dataDirectories.map((path) => ({ nodeId: id, status, path: normalPath(path) })),
      ),
    ),

    'files.open': procedure<'files.open'>(onPath, async ({ path }) => logFolder(disk, path)),

    'files.locate': procedure<'files.locate'>(locateInput, async ({ cluster, ...record }, signal) =>
      locateRecord(bench, bench.cluster(cluster), record, async (path, known) => {
        const session = sessionOf(path);
        await walk(session, signal, () => known(session));
        return session;
      }),
    ),

    'files.batches': procedure<'files.batches'>(batchesInput, async ({ path, from, count }, signal) => {
      const session = sessionOf(path);
      const { map } = session;
      await walk(session, signal, () => {
        if (from.kind === 'index') return map.batches >= from.index + count;
        return from.kind === 'position' ? map.walkedBytes > from.position : map.lastOffset >= from.offset;
      });
      return session.guarded(() => {
        const first = from.kind === 'position' ? map.rowAt(from.position) : undefined;
        const found = from.kind === 'offset' ? map.rowOfOffset(from.offset) : first;
        const index = from.kind === 'index' ? from.index : found?.index;
        const rows = index === undefined ? [] : map.rows(index, count);
        return { generation: map.generation, rows: rows.map((row) => session.rowView(row)) };
      });
    }),

    'files.strip': procedure<'files.strip'>(stripInput, async ({ path, from, to, max }, signal) => {
      const session = sessionOf(path);
      await walk(session, signal, () => session.map.walkedBytes >= to);
      return session.guarded(() => stripView(session, from, to, max));
    }),

    'files.batch': procedure<'files.batch'>(batchInput, async ({ path, position }, signal) => {
      const session = sessionOf(path);
      await walk(session, signal, () => session.map.walkedBytes > position);
      return batchDetail(session, position);
    }),

    'files.records': procedure<'files.records'>(
      recordsInput,
      async ({ path, position, from, count }, signal) => {
        const session = sessionOf(path);
        await walk(session, signal, () => session.map.walkedBytes > position);
        return recordPage(session, position, from, count);
      },
    ),

    'files.bytes': procedure<'files.bytes'>(
      bytesInput,
      async ({ path, position, sizeBytes, body }, signal) => {
        if (body === null) {
          const place = logFile(path);
          const session = new SegmentSession(disk, place);
          const bytes = session.guarded(() => readBytes(disk, place.path, position, sizeBytes));
          const totalBytes = disk.stat(place.path)?.sizeBytes ?? 0;
          return { position, base64: bytes.toString('base64'), totalBytes };
        }
        const session = sessionOf(path);
        await walk(session, signal, () => session.map.walkedBytes > body);
        const { bytes } = session.batch(body).body;
        const some = bytes.subarray(position, position + sizeBytes);
        return { position, base64: some.toString('base64'), totalBytes: bytes.length };
      },
    ),

    'files.entries': procedure<'files.entries'>(entriesInput, async ({ path, from, count }) =>
      fileEntries(disk, logFile(path), from, count),
    ),

    'files.directory': stream<'files.directory'>(onPath, ({ path: text }, outlet) => {
      const path = normalPath(text);
      return watchValue(bench, outlet, DIRECTORY_INTERVAL_MS, () => directoryView(disk, path));
    }),

    'files.partition': stream<'files.partition'>(onPath, ({ path: text }, outlet) => {
      const path = normalPath(text);
      const memory = new FolderMemory(disk, path);
      return watchValue(bench, outlet, FOLDER_INTERVAL_MS, () => {
        const files = inspectFolder(disk, path);
        if (files === undefined) return null;
        memory.look(files, clock.wallMs());
        const { topic, partition: number } = partitionOf(path);
        return {
          path,
          topic: topic ?? path.slice(path.lastIndexOf('/') + 1),
          partition: number ?? 0,
          files: files.map((file) => fileView(path, file)),
          checkpoints: inspectCheckpoints(disk, path),
          changes: [...memory.changes],
          memory: memory.memory,
        };
      });
    }),

    'files.segment': stream<'files.segment'>(segmentInput, async ({ path, checkCrc }, outlet) => {
      const session = sessionOf(path);
      await watchSegment(bench, session, checkCrc, outlet);
    }),
  };
}

/**
 * Looks again and again, and sends what differs from the last time. A look holds this process up: a folder of thousands
 * of partitions takes a tenth of a second and is looked at less often, so that it costs a twentieth of the time.
 */
async function watchValue<T>(
  { env: { clock } }: Bench,
  outlet: Outlet<AsOf<T>>,
  intervalMs: number,
  look: () => T,
): Promise<void> {
  let sent = '';
  while (!outlet.signal.aborted) {
    const startMs = clock.monotonicMs();
    const value = look();
    const text = JSON.stringify(value);
    if (text !== sent) outlet.latest({ value, asOfMs: clock.wallMs(), stale: false });
    sent = text;
    const tookMs = clock.monotonicMs() - startMs;
    await pause(clock, outlet.signal, Math.max(intervalMs, LOOK_SHARE * tookMs));
  }
}

/** A slice of work, then whatever else this process has to do; when all is known, a look at the file now and then. */
async function watchSegment(
  { env }: Bench,
  session: SegmentSession,
  checkCrc: boolean,
  outlet: Outlet<AsOf<SegmentView>>,
): Promise<void> {
  const { signal } = outlet;
  let sent = '';
  while (!signal.aborted) {
    const more = session.advance(session.wantsCrc(checkCrc));
    const value = session.view(session.wantsCrc(checkCrc));
    const text = JSON.stringify(value);
    if (text !== sent) outlet.latest({ value, asOfMs: env.clock.wallMs(), stale: false });
    sent = text;
    await pause(env.clock, signal, more ? 0 : SEGMENT_INTERVAL_MS);
  }
}

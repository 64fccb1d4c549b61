/** Kafka's files as they lie on a disk; the only part of the feature that knows the contract's client. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  BatchDetail,
  BatchRow,
  FileEntries,
  FileRoot,
  LogDirectoryView,
  PartitionFolderView,
  ProcedureName,
  Procedures,
  RecordPageView,
  SegmentView,
  StripView,
} from '../../../src-main/contract/index.ts';
import { useAsked, type Asked } from '../../lib/asked.ts';
import { client, failureOf } from '../../lib/client.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';
import { recall, remember } from '../../lib/storage.ts';
import { bytesOfBase64 } from '../../ui/index.ts';

export function useRoots(): Asked<readonly FileRoot[]> {
  return useAsked('files.roots', { cluster: LOCAL_CLUSTER }, t('scope.rootsFailed'));
}

export function useDirectory(path: string | null): Snapshot<LogDirectoryView> & { gone: boolean } {
  const stream = useStream('files.directory', path === null ? null : { path });
  const snapshot = useSnapshot(stream) as Snapshot<LogDirectoryView>;
  return { ...snapshot, gone: stream.event !== null && stream.event.value === null };
}

export function usePartition(path: string | null): Snapshot<PartitionFolderView> & { gone: boolean } {
  const stream = useStream('files.partition', path === null ? null : { path });
  const snapshot = useSnapshot(stream) as Snapshot<PartitionFolderView>;
  return { ...snapshot, gone: stream.event !== null && stream.event.value === null };
}

export function useSegment(path: string, checkCrc: boolean, visible: boolean): Snapshot<SegmentView> {
  return useSnapshot(useStream('files.segment', visible ? { path, checkCrc } : null));
}

export async function openFolder(path: string): Promise<{ path: string; kind: 'log-dir' | 'partition' }> {
  const opened = await client().call('files.open', { path });
  const before = openedFolders().filter(({ path: other }) => other !== opened.path);
  remember('files.opened', [opened, ...before].slice(0, OPENED_MAX));
  return opened;
}

const OPENED_MAX = 8;

export interface OpenedFolder {
  readonly path: string;
  readonly kind: 'log-dir' | 'partition';
}

/** Folders that were opened by path, the latest first. */
export function openedFolders(): readonly OpenedFolder[] {
  return recall<readonly OpenedFolder[]>('files.opened', [], Array.isArray);
}

export function forgetFolder(path: string): void {
  remember(
    'files.opened',
    openedFolders().filter((folder) => folder.path !== path),
  );
}

/** Asks again with each other input or version; the last answer stays while the next is on its way. `input` null asks nothing. */
function useAnswer<N extends ProcedureName>(
  name: N,
  input: Procedures[N]['input'] | null,
  what: string,
  version: string | number = '',
): { value: Procedures[N]['output'] | null; failure: Failure | null; fresh: boolean } {
  type Output = Procedures[N]['output'];
  const question = input && JSON.stringify(input);
  const key = question === null ? null : `${question} ${version}`;
  const [state, setState] = useState<{ key: string | null; value: Output | null; failure: Failure | null }>({
    key: null,
    value: null,
    failure: null,
  });
  useEffect(() => {
    if (question === null) return undefined;
    const abort = new AbortController();
    client()
      .call(name, JSON.parse(question) as Procedures[N]['input'], { signal: abort.signal })
      .then((value) => setState({ key, value, failure: null }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setState({ key, value: null, failure: failureOf(what, error) });
      });
    return () => abort.abort();
  }, [name, question, key, what]);
  return { value: state.value, failure: state.failure, fresh: state.key === key };
}

/** What is drawn of a stretch of bytes; asked anew as the file grows or is replaced. */
export function useStrip(
  path: string,
  view: { from: number; to: number },
  version: string,
): { value: StripView | null; failure: Failure | null } {
  const [asked, setAsked] = useState({ ...view, version });
  // While the strip is dragged only where it rests is asked for.
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ ...view, version }), STRIP_REST_MS);
    return () => clearTimeout(timer);
  }, [view, version]);
  return useAnswer(
    'files.strip',
    { path, from: asked.from, to: asked.to, max: STRIP_BATCHES_MAX },
    t('scope.segmentFailed'),
    asked.version,
  );
}

const STRIP_REST_MS = 60;
const STRIP_BATCHES_MAX = 1_500;

export function useBatch(
  path: string,
  position: number,
  generation: number,
): { detail: BatchDetail | null; failure: Failure | null } {
  const { value, failure, fresh } = useAnswer(
    'files.batch',
    { path, position },
    t('scope.batchFailed'),
    generation,
  );
  return { detail: fresh ? value : null, failure: fresh ? failure : null };
}

/** The row of the batch that has a byte, once it is known. */
export function useRowAt(path: string, position: number | null, generation: number): BatchRow | null {
  const { value, fresh } = useAnswer(
    'files.batches',
    position === null ? null : { path, from: { kind: 'position', position }, count: 1 },
    t('scope.segmentFailed'),
    generation,
  );
  return fresh ? (value?.rows.at(0) ?? null) : null;
}

export async function findOffset(path: string, offset: number): Promise<BatchRow | null> {
  const page = await client().call('files.batches', { path, from: { kind: 'offset', offset }, count: 1 });
  return page.rows.at(0) ?? null;
}

/** How a place in a page of rows is known: there, on its way, or why not. */
export interface Pages<T> {
  /** Undefined: not there yet; it is asked for. */
  row: (index: number) => T | undefined;
  /** Asks for the pages of these rows. */
  want: (first: number, last: number) => void;
  failure: Failure | null;
}

const PAGE_RETRY_MS = 2_000;

/** Rows that are asked for a page at a time, as they come into view; `version` forgets them. */
export function usePages<T>(
  version: string,
  pageSize: number,
  load: (from: number, count: number, signal: AbortSignal) => Promise<readonly T[]>,
  what: string,
): Pages<T> {
  const [, redraw] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const store = useRef<{
    version: string;
    pages: Map<number, readonly T[]>;
    asked: Map<number, AbortController>;
  }>({
    version,
    pages: new Map(),
    asked: new Map(),
  });
  const loader = useRef(load);
  useEffect(() => {
    loader.current = load;
  });
  const reset = useCallback((): void => {
    const { asked } = store.current;
    for (const abort of asked.values()) abort.abort();
    asked.clear();
  }, []);
  useEffect(() => {
    const now = store.current;
    if (now.version === version) return;
    reset();
    now.version = version;
    now.pages = new Map();
    setFailure(null);
    redraw((count) => count + 1);
  }, [version, reset]);
  useEffect(() => reset, [reset]);
  const want = useCallback(
    (first: number, last: number): void => {
      const { pages, asked } = store.current;
      for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1) {
        // The last page grows with the file: one that was not full is asked for again when more is wanted of it.
        const has = pages.get(page)?.length ?? 0;
        const needed = Math.min(pageSize, last - page * pageSize + 1);
        if (has >= needed || asked.has(page)) continue;
        const abort = new AbortController();
        asked.set(page, abort);
        loader
          .current(page * pageSize, pageSize, abort.signal)
          .then((rows) => {
            if (abort.signal.aborted) return;
            asked.delete(page);
            pages.set(page, rows);
            setFailure(null);
            redraw((count) => count + 1);
          })
          .catch((error: unknown) => {
            if (abort.signal.aborted) return;
            setFailure(failureOf(what, error));
            // Asked again while it is in view: the link may have come back.
            setTimeout(() => {
              if (abort.signal.aborted) return;
              asked.delete(page);
              redraw((count) => count + 1);
            }, PAGE_RETRY_MS);
          });
      }
    },
    [pageSize, what],
  );
  const row = useCallback(
    (index: number): T | undefined =>
      store.current.pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    [pageSize],
  );
  return { row, want, failure };
}

export async function loadBatches(
  path: string,
  from: number,
  count: number,
  signal: AbortSignal,
): Promise<readonly BatchRow[]> {
  const page = await client().call(
    'files.batches',
    { path, from: { kind: 'index', index: from }, count },
    { signal },
  );
  return page.rows;
}

export function loadRecords(
  path: string,
  position: number,
  from: number,
  count: number,
  signal: AbortSignal,
): Promise<RecordPageView> {
  return client().call('files.records', { path, position, from, count }, { signal });
}

export function loadEntries(
  path: string,
  from: number,
  count: number,
  signal?: AbortSignal,
): Promise<FileEntries> {
  return client().call('files.entries', { path, from, count }, { signal });
}

export function useEntries(path: string): Asked<FileEntries> {
  return useAsked('files.entries', { path, from: 0, count: ENTRIES_PER_PAGE }, t('scope.fileFailed'));
}

export const ENTRIES_PER_PAGE = 200;
export const BYTES_PER_PAGE = 16_384;

/** A page of bytes: of the file, or of the decompressed records of the batch at `body`. */
export async function loadBytes(
  path: string,
  position: number,
  sizeBytes: number,
  body: number | null,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { base64 } = await client().call('files.bytes', { path, position, sizeBytes, body }, { signal });
  return bytesOfBase64(base64);
}

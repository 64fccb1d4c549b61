import RefreshCw from 'lucide-react/icons/refresh-cw';
import { useMemo, useState } from 'react';
import type { FileEntries } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace, addressOf } from '../../../lib/place.ts';
import { Button, EmptyState, ErrorBlock, Facts, Waiting } from '../../../ui/index.ts';
import { rangesOf } from '../byte-ranges.ts';
import { ENTRIES_PER_PAGE, loadEntries, useEntries, usePages } from '../store.ts';
import { FieldHex } from './field-hex.tsx';
import { PagedList } from './paged-list.tsx';
import { translated } from '../../../lib/said.ts';

/** An index, a checkpoint or another small file: what it says, entry by entry, and its bytes. */
export function EntriesPanel({ path }: { path: string }) {
  const { value: file, failure, loading, refresh } = useEntries(path);
  if (failure) return <ErrorBlock failure={failure} onRetry={refresh} />;
  if (file === null) return <Waiting />;
  return (
    <>
      <div className="segment-facts">
        <Facts
          facts={[
            { label: t('fact.size'), value: formatBytes(file.sizeBytes) },
            ...file.facts.map(({ name, value }) => ({ label: name, value: <code>{value}</code> })),
          ]}
        />
        <Button icon={RefreshCw} onClick={refresh} busy={loading}>
          {t('action.refresh')}
        </Button>
      </div>
      {file.fault && (
        <div className="faults" role="alert" data-testid="file-fault">
          <div className="fault">
            <strong className="bad">{t('scope.fileBroken')}</strong> <span>{translated(file.fault)}</span>
            <span className="small muted">{t(faultMeaning(file.kind))}</span>
          </div>
        </div>
      )}
      <Entries key={path} path={path} file={file} />
    </>
  );
}

function faultMeaning(kind: FileEntries['kind']) {
  if (kind === 'index' || kind === 'timeindex' || kind === 'txnindex') return 'scope.broken.index';
  if (kind === 'producer-snapshot') return 'scope.broken.snapshot';
  return 'scope.broken.checkpoint';
}

function Entries({ path, file }: { path: string; file: FileEntries }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [lit, setLit] = useState<string | null>(null);
  const [fields, setFields] = useState(() => new Map([[0, file.fields]]));
  const version = `${path} ${file.sizeBytes} ${file.total}`;
  const pages = usePages<readonly string[]>(
    version,
    ENTRIES_PER_PAGE,
    async (from, count, signal) => {
      const page = await loadEntries(path, from, count, signal);
      setFields((before) => new Map(before).set(from, page.fields));
      return page.rows;
    },
    t('scope.fileFailed'),
  );
  const columns = useMemo(
    () =>
      file.columns.map((name, column) => ({
        id: name,
        header: <span className="mono">{name}</span>,
        width: WIDTHS[name] ?? Math.max(90, name.length * 8 + 16),
        align: name === 'topic' ? undefined : ('end' as const),
        cell: (row: readonly string[]) => (
          <span className="mono" title={name === 'timestamp' ? formatTime(Number(row[column])) : undefined}>
            {name === 'position' ? formatCount(Number(row[column])) : row[column]}
          </span>
        ),
      })),
    [file.columns],
  );
  const ranges = useMemo(
    () => rangesOf([...fields.values()].flat().toSorted((a, b) => a.start - b.start)),
    [fields],
  );
  const { entryBytes, entriesStart } = file;
  const startOfChosen = chosen === null ? null : entriesStart + chosen * entryBytes;
  const reveal = ranges.find(({ start }) => start === startOfChosen)?.key ?? null;
  const target = chosen === null ? null : pages.row(chosen);
  const log = path.replace(/\.index$/, '.log');
  return (
    <div className="entries">
      {file.columns.length > 0 && (
        <div className="entries-list">
          <PagedList
            label={t('scope.entriesTitle')}
            columns={columns}
            total={file.total}
            pages={pages}
            chosen={chosen}
            onChoose={setChosen}
            testId="entry-list"
            empty={<EmptyState text={t('scope.noEntries')} />}
          />
          {file.kind === 'index' && target && (
            <div className="row paged-foot">
              <Button
                onClick={() => openPlace(addressOf(['files'], { path: log, kind: 'file', at: target[1] }))}
                data-testid="entry-to-log"
              >
                {t('scope.showByte', { position: formatCount(Number(target[1])) })}
              </Button>
            </div>
          )}
        </div>
      )}
      <div className="entries-bytes">
        {file.text !== null && (
          <>
            <h2>{t('scope.text')}</h2>
            {file.text === '' ? (
              <p className="muted small">{t('scope.emptyFile')}</p>
            ) : (
              <pre className="raw scroll" tabIndex={0}>
                {file.text}
              </pre>
            )}
          </>
        )}
        <h2>{t('scope.bytes')}</h2>
        <FieldHex
          path={path}
          start={0}
          sizeBytes={file.sizeBytes}
          body={null}
          version={version}
          ranges={ranges}
          lit={lit ?? reveal}
          onLight={setLit}
          reveal={reveal}
          label={t('scope.bytes')}
        />
      </div>
    </div>
  );
}

/** Of columns whose texts are longer than their names. */
const WIDTHS: Readonly<Record<string, number>> = { topic: 260, timestamp: 130, position: 116 };

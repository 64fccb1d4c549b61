import { useEffect, useRef, useState } from 'react';
import type { ClusterId, MessageRow, ReadRequest } from '../../../../src-main/contract/index.ts';
import { failureOf } from '../../../lib/client.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button, Dialog, ErrorBlock } from '../../../ui/index.ts';
import { cutParts } from '../copy-as.ts';
import { downloadRecords, headOf, linesOf, type FileFormat } from '../export.ts';
import { listenToMessages } from '../store.ts';
import { uncut } from '../whole.ts';

/** Records one export takes at most: they are gathered in the window before they are a file. */
const EXPORT_LIMIT = 100_000;

/** All that a request matches, or rows that were read already. */
export type ExportSource =
  | { kind: 'request'; request: ReadRequest }
  | { kind: 'rows'; cluster: ClusterId; rows: readonly MessageRow[] };

interface Progress {
  rows: number;
  /** Rows that are longer than a file has them. */
  cut: number;
  scanned: number;
  done: 'limit' | 'end' | null;
  error: unknown;
}

/** Reads what is meant whole, and makes a file of it; a cancel leaves no file. */
export function ExportDialog({
  topic,
  source,
  format,
  onClose,
}: {
  topic: string;
  source: ExportSource;
  format: FileFormat;
  onClose: () => void;
}) {
  const [progress, setProgress] = useState<Progress>({
    rows: 0,
    cut: 0,
    scanned: 0,
    done: null,
    error: null,
  });
  const file = `${topic}.${format}`;
  // What the dialog was opened for is exported, whatever the screen behind it does meanwhile.
  const wanted = useRef({ topic, source, format, file });
  useEffect(() => {
    const { topic: of, source: asked, format: as, file: name } = wanted.current;
    const parts = [headOf(as)];
    let rows = 0;
    let cut = 0;
    let scanned = 0;
    let done: Progress['done'] = null;
    const take = (some: readonly MessageRow[]): void => {
      parts.push(linesOf(as, of, some));
      rows += some.length;
      cut += some.filter((row) => cutParts(row).length > 0).length;
    };
    const tell = (): void => setProgress({ rows, cut, scanned, done: null, error: null });
    const end = (): void => {
      downloadRecords(name, parts, as);
      setProgress({ rows, cut, scanned, done: done ?? 'end', error: null });
    };
    const fail = (error: Progress['error']): void => setProgress((before) => ({ ...before, error }));
    if (asked.kind === 'rows') {
      let cancelled = false;
      const gather = async (): Promise<void> => {
        for (const row of asked.rows) {
          const one = await uncut(asked.cluster, of, row);
          if (cancelled) return;
          take([one]);
          scanned += 1;
          if (one !== row) tell();
        }
        end();
      };
      gather().catch((error: unknown) => cancelled || fail(error));
      return () => {
        cancelled = true;
      };
    }
    const { request } = asked;
    const from = request.from.kind === 'newest' ? { ...request.from, count: EXPORT_LIMIT } : request.from;
    return listenToMessages(
      { ...request, from, limit: EXPORT_LIMIT, whole: true },
      {
        onEvent(event) {
          if (event.kind === 'rows') take(event.rows);
          else if (event.kind === 'progress') scanned = event.scanned;
          else if (event.kind === 'done' && event.reason !== 'cancelled') done = event.reason;
          tell();
        },
        onEnd: end,
        onError: fail,
      },
    );
  }, []);
  const { rows, cut, scanned, done, error } = progress;
  return (
    <Dialog open onClose={onClose} title={t('export.title')} testId="export-dialog">
      <div className="dialog-fields" role="status" data-done={done ?? undefined}>
        <p>
          {done
            ? t('export.done', { rows, file })
            : t('export.running', { rows, scanned: formatCount(scanned) })}
        </p>
        {done === 'limit' && <p className="warn">{t('export.limit', { count: EXPORT_LIMIT })}</p>}
        {cut > 0 && <p className="warn">{t('export.cut', { count: cut })}</p>}
        {error !== null && <ErrorBlock failure={failureOf(t('export.failed'), error)} />}
      </div>
      <footer className="dialog-foot">
        <Button kind={done ? 'primary' : 'default'} onClick={onClose}>
          {t(done || error ? 'action.close' : 'action.cancel')}
        </Button>
      </footer>
    </Dialog>
  );
}

import { useEffect, useRef, useState } from 'react';
import type { ReadRequest } from '../../../../src-main/contract/index.ts';
import { failureFrom } from '../../../lib/client.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button, Dialog, ErrorBlock } from '../../../ui/index.ts';
import { downloadRecords, headOf, linesOf, type FileFormat } from '../export.ts';
import { listenToMessages } from '../store.ts';

/** Records one export takes at most: they are gathered in the window before they are a file. */
const EXPORT_LIMIT = 100_000;

interface Progress {
  rows: number;
  scanned: number;
  done: 'limit' | 'end' | null;
  error: { code: string; message: string } | null;
}

/** Reads all that a request matches, whole, and makes a file of it; a cancel leaves no file. */
export function ExportDialog({
  topic,
  request,
  format,
  onClose,
}: {
  topic: string;
  request: ReadRequest;
  format: FileFormat;
  onClose: () => void;
}) {
  const [progress, setProgress] = useState<Progress>({ rows: 0, scanned: 0, done: null, error: null });
  const file = `${topic}.${format}`;
  // What the dialog was opened for is exported, whatever the screen behind it does meanwhile.
  const wanted = useRef({ topic, request, format, file });
  useEffect(() => {
    const { topic: of, request: asked, format: as, file: name } = wanted.current;
    const parts = [headOf(as)];
    let rows = 0;
    let scanned = 0;
    let done: Progress['done'] = null;
    const from = asked.from.kind === 'newest' ? { ...asked.from, count: EXPORT_LIMIT } : asked.from;
    return listenToMessages(
      { ...asked, from, limit: EXPORT_LIMIT, whole: true },
      {
        onEvent(event) {
          if (event.kind === 'rows') {
            parts.push(linesOf(as, of, event.rows));
            rows += event.rows.length;
          } else if (event.kind === 'progress') scanned = event.scanned;
          else if (event.kind === 'done' && event.reason !== 'cancelled') done = event.reason;
          setProgress({ rows, scanned, done: null, error: null });
        },
        onEnd() {
          downloadRecords(name, parts, as);
          setProgress({ rows, scanned, done: done ?? 'end', error: null });
        },
        onError: (error) => setProgress((before) => ({ ...before, error })),
      },
    );
  }, []);
  const { rows, scanned, done, error } = progress;
  return (
    <Dialog open onClose={onClose} title={t('export.title')} testId="export-dialog">
      <div className="dialog-fields" role="status" data-done={done ?? undefined}>
        <p>
          {done
            ? t('export.done', { rows, file })
            : t('export.running', { rows, scanned: formatCount(scanned) })}
        </p>
        {done === 'limit' && <p className="warn">{t('export.limit', { count: EXPORT_LIMIT })}</p>}
        {error && <ErrorBlock failure={failureFrom(t('export.failed'), error as never)} />}
      </div>
      <footer className="dialog-foot">
        <Button kind={done ? 'primary' : 'default'} onClick={onClose}>
          {t(done || error ? 'action.close' : 'action.cancel')}
        </Button>
      </footer>
    </Dialog>
  );
}

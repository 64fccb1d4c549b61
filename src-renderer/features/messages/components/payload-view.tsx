import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import { useMemo, useState, type ReactNode } from 'react';
import type { Payload } from '../../../../src-main/contract/index.ts';
import { formatBytes } from '../../../lib/format/index.ts';
import { withHiddenShown } from '../../../lib/format/hidden.ts';
import { t } from '../../../lib/i18n/index.ts';
import { countOf, patternOf } from '../../../lib/json/find.ts';
import { recall, remember } from '../../../lib/storage.ts';
import { useAction } from '../../../lib/use-action.ts';
import {
  EmptyState,
  ErrorBlock,
  HexView,
  IconButton,
  JsonTree,
  Segmented,
  bytesOfBase64,
  type LeafActions,
} from '../../../ui/index.ts';
import { translated } from '../../../lib/said.ts';

type View = 'tree' | 'raw' | 'hex';

/** Characters shown as text before a person has to ask for the rest by copying. */
const LONGEST_TEXT = 200_000;
/** Joined pictures and letters are shaped together, at many times the price of a letter by itself. */
const LONGEST_JOINED_TEXT = 30_000;
/** A longer text makes no tree: reading it would hold the page up. */
const LONGEST_TREE = 1_000_000;

/**
 * A key or value as tree, raw text or hex. The row's text may be cut, and so are the bytes of a very large one: those
 * are copied or saved whole when somebody asks.
 */
export function PayloadView({
  payload,
  base64,
  tools,
  leafActions,
  tombstone,
  find,
  onCopy,
  onSave,
}: {
  payload: Payload;
  base64: string | null;
  /** Stand beside the choice of the view. */
  tools?: ReactNode;
  leafActions?: LeafActions;
  tombstone?: boolean;
  /** What a person looks for in it; null: nothing. It is looked for in text, so bytes give way to it. */
  find: string | null;
  /** Copies or saves the whole of it. */
  onCopy: () => Promise<void>;
  onSave: () => Promise<void>;
}) {
  const [wanted, setWanted] = useState<View>(() => recall<View>('payload.view', 'tree'));
  const bytes = useMemo(() => (base64 === null ? null : bytesOfBase64(base64)), [base64]);
  const text = useMemo(() => shownText(payload, bytes), [payload, bytes]);
  const copy = useAction(t('payload.copyFailed'), onCopy);
  const save = useAction(t('payload.saveFailed'), onSave);
  /** Some of it is not here. */
  const partly = bytes !== null && bytes.length < payload.sizeBytes;
  /** And then it is no JSON any more; neither is what a row was cut to. */
  const incomplete = partly || (payload.cut && text === payload.text);
  if (payload.format === 'null')
    return <EmptyState text={tombstone ? t('payload.tombstoneText') : t('payload.nullText')} />;
  if (payload.format === 'empty') return <EmptyState text={t('payload.emptyText')} />;
  const views: View[] =
    payload.format === 'json' && !incomplete && text.length <= LONGEST_TREE
      ? ['tree', 'raw', 'hex']
      : payload.format === 'json' || payload.format === 'text'
        ? ['raw', 'hex']
        : ['hex'];
  const chosen = views.includes(wanted) ? wanted : views[0]!;
  const view = find !== null && chosen === 'hex' && views.includes('raw') ? 'raw' : chosen;
  const longest = text.includes('\u200d') ? LONGEST_JOINED_TEXT : LONGEST_TEXT;
  return (
    <>
      <div className="row detail-tools">
        <Segmented
          label={t('payload.view')}
          value={view}
          onChange={(next) => {
            setWanted(next);
            remember('payload.view', next);
          }}
          options={views.map((one) => ({ value: one, label: t(`payload.view.${one}`) }))}
        />
        {tools}
        {payload.problem && <span className="small warn">{translated(payload.problem)}</span>}
        {payload.cut && bytes === null && <span className="small warn">{t('payload.cut')}</span>}
        {partly && (
          <span className="small warn">
            {t('payload.partly', { shown: formatBytes(bytes.length), size: formatBytes(payload.sizeBytes) })}
          </span>
        )}
        <span className="end" />
        <IconButton
          icon={Copy}
          label={t('payload.copyWhole')}
          onClick={() => copy.run()}
          disabled={copy.busy}
          data-testid="copy-payload"
        />
        <IconButton
          icon={Download}
          label={t('payload.save')}
          onClick={() => save.run()}
          disabled={save.busy}
          data-testid="save-payload"
        />
      </div>
      {(copy.failure ?? save.failure) && <ErrorBlock failure={(copy.failure ?? save.failure)!} />}
      {view === 'hex' ? (
        bytes ? (
          <div className="detail-body hex-body">
            <HexView bytes={bytes} label={t('payload.view.hex')} />
          </div>
        ) : (
          <pre className="raw detail-body">{payload.text}</pre>
        )
      ) : (
        <div
          className="scroll detail-body"
          tabIndex={view === 'raw' ? 0 : undefined}
          role={view === 'raw' ? 'region' : undefined}
          aria-label={view === 'raw' ? t('payload.view.raw') : undefined}
        >
          {view === 'tree' ? (
            <JsonTree text={text} label={t('column.value')} leafActions={leafActions} find={find ?? ''} />
          ) : (
            <>
              <pre className="raw">{withHiddenShown(text.slice(0, longest))}</pre>
              {text.length > longest && (
                <p className="warn small">{t('payload.long', { count: text.length - longest })}</p>
              )}
              <HiddenMatches text={text} from={longest} find={find ?? ''} />
            </>
          )}
        </div>
      )}
    </>
  );
}

/** Matches behind the characters that are shown. */
function HiddenMatches({ text, from, find }: { text: string; from: number; find: string }) {
  const count = useMemo(
    () => (find === '' ? 0 : countOf(patternOf(find), text.slice(from))),
    [text, from, find],
  );
  return count > 0 && <p className="warn small">{t('find.hidden', { count })}</p>;
}

function shownText(payload: Payload, bytes: Uint8Array | null): string {
  // A decoder's text is not what the bytes say as UTF-8. A character that is cut at the end is left out.
  if (bytes && payload.cut && payload.format !== 'binary' && payload.decoder === undefined)
    return new TextDecoder().decode(bytes, { stream: bytes.length < payload.sizeBytes });
  return payload.text;
}

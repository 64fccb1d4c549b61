import { useMemo, useState, type ReactNode } from 'react';
import type { Payload } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { recall, remember } from '../../../lib/storage.ts';
import {
  CopyButton,
  EmptyState,
  HexView,
  JsonTree,
  Segmented,
  bytesOfBase64,
  type LeafActions,
} from '../../../ui/index.ts';

type View = 'tree' | 'raw' | 'hex';

/** Bytes shown as text before a person has to ask for the rest by copying. */
const LONGEST_TEXT = 200_000;

/** A key or value as tree, raw text or hex. The row's text may be cut; the bytes of the detail are whole. */
export function PayloadView({
  payload,
  base64,
  tools,
  leafActions,
  tombstone,
}: {
  payload: Payload;
  base64: string | null;
  /** Stand beside the choice of the view. */
  tools?: ReactNode;
  leafActions?: LeafActions;
  tombstone?: boolean;
}) {
  const [wanted, setWanted] = useState<View>(() => recall<View>('payload.view', 'tree'));
  const bytes = useMemo(() => (base64 === null ? null : bytesOfBase64(base64)), [base64]);
  const text = useMemo(() => wholeText(payload, bytes), [payload, bytes]);
  if (payload.format === 'null')
    return <EmptyState text={tombstone ? t('payload.tombstoneText') : t('payload.nullText')} />;
  if (payload.format === 'empty') return <EmptyState text={t('payload.emptyText')} />;
  const views: View[] =
    payload.format === 'json' ? ['tree', 'raw', 'hex'] : payload.format === 'text' ? ['raw', 'hex'] : ['hex'];
  const view = views.includes(wanted) ? wanted : views[0]!;
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
        {payload.problem && <span className="small warn">{payload.problem}</span>}
        {payload.cut && bytes === null && <span className="small warn">{t('payload.cut')}</span>}
        <span className="end" />
        <CopyButton text={text} label={t('action.copy')} />
      </div>
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
            <JsonTree text={text} label={t('column.value')} leafActions={leafActions} />
          ) : (
            <>
              <pre className="raw">{text.slice(0, LONGEST_TEXT)}</pre>
              {text.length > LONGEST_TEXT && (
                <p className="warn small">{t('payload.long', { count: text.length - LONGEST_TEXT })}</p>
              )}
            </>
          )}
        </div>
      )}
    </>
  );
}

function wholeText(payload: Payload, bytes: Uint8Array | null): string {
  // A decoder's text is not what the bytes say as UTF-8.
  if (bytes && payload.cut && payload.format !== 'binary' && payload.decoder === undefined)
    return new TextDecoder().decode(bytes);
  return payload.text;
}

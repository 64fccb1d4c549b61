import Binary from 'lucide-react/icons/binary';
import PencilLine from 'lucide-react/icons/pencil-line';
import Search from 'lucide-react/icons/search';
import { useDeferredValue, useRef, useState } from 'react';
import type { MessageDetail, MessageRow } from '../../../../src-main/contract/index.ts';
import type { ClientAccess } from '../../../lib/client-access.ts';
import { failureOf } from '../../../lib/client.ts';
import { useClusterId, useIsLocal } from '../../../lib/cluster.ts';
import { screenCommand, useCommands } from '../../../lib/commands/index.ts';
import type { Failure } from '../../../lib/failure.ts';
import { formatBytes, formatCount } from '../../../lib/format/index.ts';
import { withHiddenShown } from '../../../lib/format/hidden.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import {
  Button,
  EmptyState,
  ErrorBlock,
  FactList,
  IconButton,
  Menu,
  Tabs,
  Time,
  type LeafActions,
} from '../../../ui/index.ts';
import { copyEntries } from '../copy-as.ts';
import { copyWhole, saveWhole, uncut } from '../whole.ts';
import { addressOfBytes, useMessageDetail } from '../store.ts';
import { DecoderChoice } from './decoder-choice.tsx';
import { FindBar } from './find-bar.tsx';
import { PayloadView } from './payload-view.tsx';
import { SchemaLink } from './schema-link.tsx';

type Part = 'value' | 'key' | 'headers' | 'batch';

/** One record: value, key, headers, batch; the row's own data at once, the whole as soon as it is read. */
export function MessageDetailPane({
  topic,
  row,
  active,
  access,
  onResend,
  leafActions,
  onHeader,
  onDecoders,
}: {
  topic: string;
  row: MessageRow;
  /** Keys are for it. */
  active: boolean;
  access: ClientAccess;
  onResend: () => void;
  /** What a click on one of its values offers. */
  leafActions: (part: 'key' | 'value') => LeafActions;
  /** Narrow to the records with this header. */
  onHeader: (name: string, value: string) => void;
  /** The topic is read otherwise now. */
  onDecoders: () => void;
}) {
  const [round, setRound] = useState(0);
  const { detail, failure } = useMessageDetail(topic, row, round);
  const decoderChoice = (of: 'key' | 'value') =>
    detail !== null && (
      <>
        <DecoderChoice
          topic={topic}
          part={of}
          payload={detail[of]}
          attempts={detail.explained[of]}
          onChanged={() => {
            setRound(round + 1);
            onDecoders();
          }}
        />
        {detail[of].schemaId !== undefined && <SchemaLink topic={topic} part={of} id={detail[of].schemaId} />}
      </>
    );
  const cluster = useClusterId();
  const whole = (of: 'key' | 'value') => ({
    onCopy: () => copyWhole(cluster, topic, row, of),
    onSave: () => saveWhole(cluster, topic, row, of),
  });
  const [part, setPart] = useState<Part>('value');
  const [lost, setLost] = useState<Failure | null>(null);
  const local = useIsLocal();
  const [finding, setFinding] = useState(false);
  const record = detail ?? row;
  // Kept from record to record: who looks for something goes on in the next one.
  const [find, setFind] = useState<string | null>(null);
  // A key is answered before a large record is looked through.
  const looked = useDeferredValue(find);
  const [findAsked, setFindAsked] = useState(0);
  const parts = useRef<HTMLDivElement>(null);
  const openFind = (): void => {
    setFind((now) => now ?? getSelection()?.toString().trim().split('\n', 1)[0] ?? '');
    setFindAsked((asked) => asked + 1);
  };
  const closeFind = (): void => {
    setFind(null);
    parts.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
  };
  useCommands(() => [screenCommand('messages.find', openFind)], [], active);
  const findBytes = async (): Promise<void> => {
    setFinding(true);
    try {
      openPlace(await addressOfBytes(topic, row.partition, row.offset));
      setLost(null);
    } catch (error) {
      setLost(failureOf(t('scope.locateFailed'), error));
    } finally {
      setFinding(false);
    }
  };
  return (
    <>
      <div className="row wrap detail-tools">
        <div className="row grow">
          <span className="small muted grow">
            <Time epochMs={row.timestampMs} /> {t(`messages.timestamp.${row.timestampType}`)}
          </span>
          <IconButton icon={Search} label={t('messages.find')} onClick={openFind} data-testid="find-open" />
        </div>
        <Menu
          label={t('messages.copyAs')}
          align="end"
          trigger={<Button>{t('messages.copyAs')}</Button>}
          entries={copyEntries(topic, record, access, () =>
            uncut(cluster, topic, record).catch((error: unknown) => {
              setLost(failureOf(t('messages.notCopied'), error));
              return null;
            }),
          )}
        />
        {local && (
          <Button icon={Binary} onClick={() => void findBytes()} busy={finding} data-testid="find-bytes">
            {t('scope.locate')}
          </Button>
        )}
        <Button icon={PencilLine} onClick={onResend} data-testid="resend">
          {t('messages.resend')}
        </Button>
      </div>
      {find !== null && (
        <FindBar container={parts} text={find} asked={findAsked} onChange={setFind} onClose={closeFind} />
      )}
      {failure && <ErrorBlock failure={failure} />}
      {lost && <ErrorBlock failure={lost} />}
      <div ref={parts} className="detail-parts">
        <Tabs<Part>
          label={t('messages.parts')}
          value={part}
          onChange={setPart}
          tabs={[
            {
              value: 'value',
              label: t('column.value'),
              count: sizeOf(record.value),
              render: () => (
                <PayloadView
                  payload={record.value}
                  base64={detail?.valueBase64 ?? null}
                  tools={decoderChoice('value')}
                  leafActions={leafActions('value')}
                  tombstone
                  find={looked}
                  {...whole('value')}
                />
              ),
            },
            {
              value: 'key',
              label: t('column.key'),
              count: sizeOf(record.key),
              render: () => (
                <PayloadView
                  payload={record.key}
                  base64={detail?.keyBase64 ?? null}
                  tools={decoderChoice('key')}
                  leafActions={leafActions('key')}
                  find={looked}
                  {...whole('key')}
                />
              ),
            },
            {
              value: 'headers',
              label: t('column.headers'),
              count: formatCount(record.headers.length + (record.moreHeaders ?? 0)),
              render: () => <Headers row={record} onHeader={onHeader} />,
            },
            { value: 'batch', label: t('messages.batch'), render: () => <BatchFacts detail={detail} /> },
          ]}
        />
      </div>
    </>
  );
}

/** Null is not the same as empty. */
function sizeOf(payload: MessageRow['value']): string {
  return payload.format === 'null' ? t('payload.null') : formatBytes(payload.sizeBytes);
}

function Headers({ row, onHeader }: { row: MessageRow; onHeader: (name: string, value: string) => void }) {
  if (row.headers.length === 0) return <EmptyState text={t('messages.noHeaders')} />;
  return (
    <div className="scroll detail-body" tabIndex={0} role="region" aria-label={t('column.headers')}>
      <FactList
        facts={row.headers.map(({ name, value }) => ({
          label: withHiddenShown(name),
          value: (
            <span className="row">
              <code className="grow">
                {value.format === 'null'
                  ? t('payload.null')
                  : withHiddenShown(value.text.slice(0, LONGEST_HEADER))}
              </code>
              {value.format !== 'null' && value.format !== 'binary' && (
                <button type="button" className="link" onClick={() => onHeader(name, value.text)}>
                  {t('headers.only')}
                </button>
              )}
            </span>
          ),
        }))}
      />
      {row.moreHeaders !== undefined && (
        <p className="warn small">{t('headers.more', { count: row.moreHeaders })}</p>
      )}
    </div>
  );
}

/** Characters of a header's value that are shown. */
const LONGEST_HEADER = 20_000;

function BatchFacts({ detail }: { detail: MessageDetail | null }) {
  if (!detail) return null;
  const { batch } = detail;
  const yes = (on: boolean): string => t(on ? 'fact.yes' : 'fact.no');
  return (
    <div className="scroll detail-body" tabIndex={0} role="region" aria-label={t('messages.batch')}>
      <FactList
        facts={[
          {
            label: t('batch.offsets'),
            value: `${formatCount(batch.baseOffset)} – ${formatCount(batch.lastOffset)}`,
            term: 'batch',
          },
          { label: t('batch.records'), value: formatCount(batch.records) },
          { label: t('batch.size'), value: formatBytes(batch.sizeBytes) },
          { label: t('batch.compression'), value: batch.compression },
          { label: t('batch.leaderEpoch'), value: batch.leaderEpoch, term: 'epoch' },
          {
            label: t('batch.producerId'),
            value: batch.producerId === -1 ? t('batch.noProducer') : String(batch.producerId),
          },
          { label: t('batch.producerEpoch'), value: batch.producerEpoch },
          { label: t('batch.baseSequence'), value: batch.baseSequence },
          { label: t('batch.transactional'), value: yes(batch.transactional) },
          { label: t('batch.control'), value: yes(batch.control) },
          {
            label: t('batch.crc'),
            value: (
              <span className={batch.crcValid ? '' : 'bad'}>
                <code>{batch.crc.toString(16).padStart(8, '0')}</code>{' '}
                {t(batch.crcValid ? 'batch.crcValid' : 'batch.crcWrong')}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}

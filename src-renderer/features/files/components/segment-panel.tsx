import Crosshair from 'lucide-react/icons/crosshair';
import ShieldCheck from 'lucide-react/icons/shield-check';
import { useState, type FormEvent } from 'react';
import type { BatchRow, SegmentFault, SegmentView } from '../../../../src-main/contract/index.ts';
import { failureFrom, failureOf } from '../../../lib/client.ts';
import { formatBytes, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import {
  Button,
  Bytes,
  Count,
  ErrorBlock,
  Facts,
  SplitDetail,
  TextField,
  Waiting,
} from '../../../ui/index.ts';
import type { ByteRange } from '../byte-ranges.ts';
import { isOutlookShown, outlookText, reasonText, shownFaults } from '../outlook.ts';
import { filesAddress, folderOf } from '../place.ts';
import { findOffset, useRowAt, useSegment } from '../store.ts';
import { BatchList } from './batch-list.tsx';
import { BatchPane } from './batch-detail.tsx';
import { FieldHex } from './field-hex.tsx';
import { SegmentStrip } from './segment-strip.tsx';
import { translated } from '../../../lib/said.ts';

/** A file of batches: its facts, what is wrong with it, the strip, the list, and the chosen batch at the right. */
export function SegmentPanel({
  path,
  at,
  record,
  visible,
  setQuery,
}: {
  path: string;
  at: number | null;
  record: number | null;
  visible: boolean;
  setQuery: (change: Record<string, string | undefined>) => void;
}) {
  const [checkAll, setCheckAll] = useState(false);
  const { value: segment, error, retry } = useSegment(path, checkAll, visible);
  const known = useRowAt(path, at, segment?.generation ?? 0);
  const [last, setLast] = useState<BatchRow | null>(null);
  // The row is there at once when it came from the list or the strip.
  const chosen = at === null ? null : last?.position === at ? last : known;
  const tail = segment?.faults.find((fault) => fault.position === at && !isOfBatch(fault));
  const choose = (row: BatchRow): void => {
    setLast(row);
    setQuery({ at: String(row.position), record: undefined });
  };
  if (error && segment === null)
    return (
      <ErrorBlock failure={failureFrom(t('scope.segmentFailed'), error)} onRetry={retry}>
        <Button onClick={() => openPlace(filesAddress(folderOf(path), 'partition'))}>
          {t('scope.toFolder')}
        </Button>
      </ErrorBlock>
    );
  if (segment === null) return <Waiting />;
  return (
    <>
      <div className="segment-facts">
        <Facts facts={factsOf(segment)} />
        <CrcState segment={segment} onCheck={() => setCheckAll(true)} />
        <FindOffset segment={segment} onFound={choose} />
      </div>
      {error && (
        <ErrorBlock failure={failureFrom(t('scope.segmentGone'), error)} onRetry={retry}>
          <Button onClick={() => openPlace(filesAddress(folderOf(path), 'partition'))}>
            {t('scope.toFolder')}
          </Button>
        </ErrorBlock>
      )}
      <Faults
        segment={segment}
        onChoose={(position) => setQuery({ at: String(position), record: undefined })}
      />
      {segment.sizeBytes > 0 && (
        <SegmentStrip
          key={`${path} ${segment.generation}`}
          segment={segment}
          chosen={chosen}
          onChoose={choose}
        />
      )}
      <SplitDetail
        id="segment"
        initialWidth={640}
        title={
          tail
            ? t(`scope.fault.${tail.kind}`)
            : chosen && (
                <span className="mono" data-testid="batch-title">
                  {t('scope.batchTitle', {
                    from: formatCount(chosen.baseOffset),
                    to: formatCount(chosen.lastOffset),
                    position: formatCount(chosen.position),
                  })}
                </span>
              )
        }
        onClose={() => setQuery({ at: undefined, record: undefined })}
        detail={
          tail ? (
            <TailPane segment={segment} fault={tail} />
          ) : (
            chosen && (
              <BatchPane
                path={path}
                row={chosen}
                generation={segment.generation}
                outlookShown={isOutlookShown(segment.faults, { kind: 'crc', position: chosen.position })}
                record={record}
                onRecord={(index) => setQuery({ record: String(index) })}
              />
            )
          )
        }
      >
        <BatchList
          segment={segment}
          chosen={chosen}
          onChoose={(_index, row) => choose(row)}
          onEnter={() =>
            document.querySelector<HTMLElement>('[data-testid="detail"] [data-testid="field-rows"]')?.focus()
          }
        />
      </SplitDetail>
    </>
  );
}

function factsOf(segment: SegmentView) {
  const { firstOffset, lastOffset, indexes } = segment;
  return [
    { label: t('fact.size'), value: <Bytes value={segment.sizeBytes} /> },
    { label: t('scope.batches'), value: <Count value={segment.batches} />, term: 'batch' as const },
    { label: t('fact.records'), value: <Count value={segment.records} /> },
    {
      label: t('batch.offsets'),
      value: segment.batches === 0 ? '–' : `${formatCount(firstOffset)} – ${formatCount(lastOffset)}`,
      term: 'offset' as const,
    },
    {
      label: t('scope.missing'),
      value: <span className={segment.missing > 0 ? 'warn' : ''}>{formatCount(segment.missing)}</span>,
      term: 'missingOffsets' as const,
    },
    ...(['index', 'timeindex', 'txnindex'] as const).flatMap((kind) => {
      const index = indexes[kind];
      if (index === null) return [];
      return [
        {
          label: `.${kind}`,
          value: (
            <span
              className={index.fault ? 'bad' : ''}
              title={index.fault ? translated(index.fault) : undefined}
            >
              {t('scope.entries', { count: index.entries })}
              {index.fault && ` · ${translated(index.fault)}`}
            </span>
          ),
        },
      ];
    }),
  ];
}

/** Goes to the batch that a reader of an offset would be given. */
function FindOffset({ segment, onFound }: { segment: SegmentView; onFound: (row: BatchRow) => void }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!/^\d{1,15}$/.test(text)) return setProblem(t('scope.find.number'));
    try {
      const row = await findOffset(segment.path, Number(text));
      setProblem(row === null ? t('scope.find.none', { last: formatCount(segment.lastOffset) }) : null);
      if (row !== null) onFound(row);
    } catch (error) {
      setProblem(failureOf('', error).why);
    }
  };
  return (
    <form className="row find-offset" onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('scope.find')}
        hideLabel
        placeholder={t('scope.find')}
        value={text}
        onChange={(next) => {
          setText(next);
          setProblem(null);
        }}
        error={problem}
        inputMode="numeric"
        mono
        data-testid="find-offset"
      />
      <Button type="submit" icon={Crosshair}>
        {t('scope.find.go')}
      </Button>
    </form>
  );
}

function CrcState({ segment, onCheck }: { segment: SegmentView; onCheck: () => void }) {
  const { crc, walked, walkedBytes, sizeBytes } = segment;
  if (!walked)
    return (
      <span className="small muted" data-testid="crc-state" data-state="walking">
        {t('scope.walking', { walked: formatBytes(walkedBytes), size: formatBytes(sizeBytes) })}
      </span>
    );
  if (!crc.wanted)
    return (
      <span className="row tight" data-testid="crc-state" data-state="unasked">
        <Button icon={ShieldCheck} onClick={onCheck}>
          {t('scope.crc.check')}
        </Button>
      </span>
    );
  if (crc.checkedBytes < walkedBytes)
    return (
      <span className="small muted" data-testid="crc-state" data-state="checking">
        {t('scope.crc.checking', { done: formatBytes(crc.checkedBytes), size: formatBytes(walkedBytes) })}
      </span>
    );
  if (crc.batches === 0) return null;
  return (
    <span
      className={`small ${crc.faults > 0 ? 'bad' : 'muted'}`}
      data-testid="crc-state"
      data-state={crc.faults > 0 ? 'bad' : 'sound'}
    >
      {crc.faults > 0
        ? t('scope.crc.bad', { count: crc.faults })
        : t('scope.crc.sound', { count: crc.batches })}
    </span>
  );
}

/** A batch that is damaged, or too far away, is still one; other damage leaves bytes in which none can be read. */
function isOfBatch({ kind }: SegmentFault): boolean {
  return kind === 'crc' || kind === 'order' || kind === 'overflow';
}

/** The bytes in which no batch can be read. */
function TailPane({ segment, fault }: { segment: SegmentView; fault: SegmentFault }) {
  const [lit, setLit] = useState<string | null>(null);
  return (
    <div className="batch-pane" data-testid="tail-pane">
      <p className="small panel-note">
        {reasonText(fault)}{' '}
        {fault.outlook && !isOutlookShown(segment.faults, fault) && outlookText(fault.outlook)}
      </p>
      <FieldHex
        path={segment.path}
        start={fault.position}
        sizeBytes={fault.sizeBytes}
        body={null}
        version={`${segment.generation} ${segment.sizeBytes}`}
        ranges={NO_RANGES}
        lit={lit}
        onLight={setLit}
        reveal={null}
        label={t('scope.bytes')}
      />
    </div>
  );
}

const NO_RANGES: readonly ByteRange[] = [];

/** Each damage with its place, its reason and what Apache Kafka would do with it. */
function Faults({ segment, onChoose }: { segment: SegmentView; onChoose: (position: number) => void }) {
  const { faults } = segment;
  if (faults.length === 0) return null;
  const shown = shownFaults(faults);
  return (
    <div className="faults" role="alert" data-testid="faults">
      {shown.map((fault) => (
        <FaultRow key={`${fault.kind} ${fault.position}`} fault={fault} onChoose={onChoose} />
      ))}
      {faults.length > shown.length && (
        <p className="small muted">{t('scope.moreFaults', { count: faults.length - shown.length })}</p>
      )}
    </div>
  );
}

function FaultRow({ fault, onChoose }: { fault: SegmentFault; onChoose: (position: number) => void }) {
  return (
    <div className="fault" data-testid={`fault-${fault.kind}`}>
      <span className="bad">
        <strong>{t(`scope.fault.${fault.kind}`)}</strong>{' '}
        <button type="button" className="link mono" onClick={() => onChoose(fault.position)}>
          {isOfBatch(fault)
            ? t('scope.atByte', { position: formatCount(fault.position) })
            : t('scope.fromByte', {
                position: formatCount(fault.position),
                size: formatBytes(fault.sizeBytes),
              })}
        </button>
      </span>
      <span className="small">{reasonText(fault)}</span>
      {fault.outlook && <span className="small muted">{outlookText(fault.outlook)}</span>}
    </div>
  );
}

import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Square from 'lucide-react/icons/square';
import { memo, useEffect, useRef, useState, type Ref } from 'react';
import { formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { parseMoment } from '../../../lib/moment.ts';
import {
  Button,
  Checkbox,
  PopoverButton,
  SearchField,
  Select,
  Switch,
  TextField,
  Toolbar,
} from '../../../ui/index.ts';
import type { ReadingState } from '../reading.ts';
import { AGO, FROM_KINDS, LIMITS, type Ago, type Choice } from '../request.ts';

/** Typing pauses this long before the filter is read with. */
const TYPING_MS = 350;

export interface ReadToolbarProps {
  choice: Choice;
  onChange: (change: Partial<Choice>) => void;
  partitions: readonly number[];
  /** That read this topic. */
  groups: readonly string[];
  state: ReadingState;
  filterRef: Ref<HTMLInputElement>;
  onStop: () => void;
  onRestart: () => void;
  onPause: (paused: boolean) => void;
}

/** From × limit × partitions × filter, and the buttons that stop, pause and read again. */
export const ReadToolbar = memo(function ReadToolbar({
  choice,
  onChange,
  partitions,
  groups,
  state,
  filterRef,
  onStop,
  onRestart,
  onPause,
}: ReadToolbarProps) {
  const [filter, setFilter] = useDelayed(choice.filter, (next) => onChange({ filter: next }));
  const [at, setAt] = useDelayed(choice.at, (next) => onChange({ at: next }));
  const time = choice.from === 'timestamp' ? parseMoment(at) : null;
  return (
    <Toolbar>
      <Select
        label={t('messages.from')}
        value={choice.from}
        onChange={(from) => onChange({ from, at: '' })}
        options={FROM_KINDS.map((kind) => ({ value: kind, label: t(`messages.from.${kind}`) }))}
        testId="read-from"
      />
      {(choice.from === 'offset' || choice.from === 'timestamp') && (
        <div className="at-field">
          <TextField
            label={t(choice.from === 'offset' ? 'column.offset' : 'column.time')}
            hideLabel
            value={at}
            onChange={setAt}
            mono
            autoFocus
            placeholder={choice.from === 'offset' ? '0' : '2026-11-22 14:00'}
            title={time === null ? undefined : formatTime(time)}
            data-testid="read-at"
          />
        </div>
      )}
      {choice.from === 'ago' && (
        <Select
          label={t('messages.ago')}
          hideLabel
          value={(choice.at in AGO ? choice.at : '15m') as Ago}
          onChange={(next) => onChange({ at: next })}
          options={(Object.keys(AGO) as Ago[]).map((one) => ({
            value: one,
            label: t(`messages.ago.${one}`),
          }))}
          testId="read-ago"
        />
      )}
      {choice.from === 'group' && (
        <div className="at-field">
          <TextField
            label={t('messages.group')}
            hideLabel
            value={at}
            onChange={setAt}
            mono
            autoFocus
            placeholder={t('messages.group')}
            list="groups-of-topic"
            data-testid="read-at"
          />
          <datalist id="groups-of-topic">
            {groups.map((group) => (
              <option key={group} value={group} />
            ))}
          </datalist>
        </div>
      )}
      {choice.from !== 'live' && (
        <Select
          label={t('messages.limit')}
          value={String(choice.limit)}
          onChange={(limit) => onChange({ limit: Number(limit) })}
          options={LIMITS.map((limit) => ({ value: String(limit), label: formatCount(limit) }))}
          testId="read-limit"
        />
      )}
      <PartitionChoice
        all={partitions}
        chosen={choice.partitions}
        onChange={(next) => onChange({ partitions: next })}
      />
      <SearchField
        ref={filterRef}
        label={t('messages.filter')}
        value={filter}
        onChange={setFilter}
        data-testid="message-filter"
      />
      <Switch
        label={t('messages.committedOnly')}
        checked={choice.committedOnly}
        onChange={(committedOnly) => onChange({ committedOnly })}
      />
      <div className="row end">
        {state.live && state.status === 'reading' && (
          <Button
            icon={state.paused ? Play : Pause}
            onClick={() => onPause(!state.paused)}
            data-testid="pause"
          >
            {state.paused ? t('messages.resume', { count: state.held }) : t('messages.pause')}
          </Button>
        )}
        {state.status === 'reading' ? (
          <Button icon={Square} onClick={onStop} data-testid="stop-reading">
            {t('messages.stop')}
          </Button>
        ) : (
          <Button icon={RefreshCw} onClick={onRestart} data-testid="read-again">
            {t('messages.readAgain')}
          </Button>
        )}
      </div>
    </Toolbar>
  );
});

function PartitionChoice({
  all,
  chosen,
  onChange,
}: {
  all: readonly number[];
  chosen: readonly number[];
  onChange: (partitions: readonly number[]) => void;
}) {
  const label =
    chosen.length === 0
      ? t('messages.allPartitions')
      : t('messages.partitionsChosen', { list: chosen.join(', ') });
  const toggle = (partition: number, on: boolean): void => {
    const next = on
      ? [...chosen, partition].toSorted((a, b) => a - b)
      : chosen.filter((one) => one !== partition);
    onChange(next.length === all.length ? [] : next);
  };
  return (
    <PopoverButton
      label={t('messages.partitions')}
      trigger={<Button data-testid="read-partitions">{label}</Button>}
    >
      <div className="partition-choice">
        <Button kind="quiet" onClick={() => onChange([])}>
          {t('messages.allPartitions')}
        </Button>
        {all.map((partition) => (
          <Checkbox
            key={partition}
            label={String(partition)}
            checked={chosen.includes(partition)}
            onChange={(on) => toggle(partition, on)}
          />
        ))}
      </div>
    </PopoverButton>
  );
}

/** A text that is handed on after a pause in typing; a change from outside wins. */
function useDelayed(value: string, onSettled: (value: string) => void): [string, (value: string) => void] {
  const [draft, setDraft] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setDraft(value);
  }
  const settle = useRef(onSettled);
  useEffect(() => {
    settle.current = onSettled;
  });
  useEffect(() => {
    if (draft === value) return undefined;
    const timer = setTimeout(() => settle.current(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft, value]);
  return [draft, setDraft];
}

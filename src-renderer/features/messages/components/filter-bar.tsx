import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { memo, useId, useState } from 'react';
import { FILTER_TESTS, type FilterTest, type MessageRow } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button, PopoverButton, Select, Switch, TextField } from '../../../ui/index.ts';
import {
  SUBJECTS,
  clauseLabel,
  clauseOf,
  needsNoOperand,
  pathsIn,
  withClause,
  type Subject,
} from '../clauses.ts';
import { untilOf, type Choice } from '../request.ts';

export interface FilterBarProps {
  choice: Choice;
  onChange: (change: Partial<Choice>) => void;
  /** What was read: conditions are completed from it. */
  rows: readonly MessageRow[];
}

/** Conditions as chips, a script, where to end, and whether to show what consumers never see. */
export const FilterBar = memo(function FilterBar({ choice, onChange, rows }: FilterBarProps) {
  return (
    <div className="filter-bar" data-testid="filter-bar">
      {choice.clauses.map((clause, index) => (
        <span key={JSON.stringify(clause)} className="chip" data-testid="clause">
          <span className="ellipsis">{clauseLabel(clause)}</span>
          <button
            type="button"
            aria-label={t('filter.remove', { clause: clauseLabel(clause) })}
            onClick={() => onChange({ clauses: choice.clauses.filter((_one, at) => at !== index) })}
          >
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      <PopoverButton
        label={t('filter.add')}
        trigger={
          <Button kind="quiet" icon={Plus} data-testid="add-clause">
            {t('filter.add')}
          </Button>
        }
      >
        <ClauseForm
          rows={rows}
          onAdd={(clause) => onChange({ clauses: withClause(choice.clauses, clause) })}
        />
      </PopoverButton>
      <PopoverButton
        label={t('filter.script')}
        trigger={
          <Button kind={choice.script ? 'default' : 'quiet'} data-testid="script">
            {t(choice.script ? 'filter.scriptOn' : 'filter.script')}
          </Button>
        }
      >
        <ScriptForm script={choice.script} onChange={(script) => onChange({ script })} />
      </PopoverButton>
      {choice.from !== 'live' && (
        <PopoverButton
          label={t('filter.until')}
          trigger={
            <Button kind={choice.until ? 'default' : 'quiet'} data-testid="until">
              {choice.until ? t('filter.untilWhat', { until: choice.until }) : t('filter.until')}
            </Button>
          }
        >
          <UntilForm until={choice.until} onChange={(until) => onChange({ until })} />
        </PopoverButton>
      )}
      <Switch
        label={t('filter.invisible')}
        checked={choice.invisible}
        onChange={(invisible) => onChange({ invisible })}
      />
    </div>
  );
});

function ClauseForm({
  rows,
  onAdd,
}: {
  rows: readonly MessageRow[];
  onAdd: (clause: ReturnType<typeof clauseOf>) => void;
}) {
  const [subject, setSubject] = useState<Subject>('value');
  const [place, setPlace] = useState('');
  const [test, setTest] = useState<FilterTest>('is');
  const [operand, setOperand] = useState('');
  const listId = useId();
  const inJson = subject === 'value' || subject === 'key';
  const known = inJson
    ? pathsIn(rows, subject)
    : [...new Set(rows.slice(0, 50).flatMap((row) => row.headers.map(({ name }) => name)))];
  const operandNumber = !inJson && subject !== 'header';
  const wrong = operandNumber && !needsNoOperand(test) && !/^\s*-?\d+(\.\d+)?\s*$/.test(operand);
  return (
    <form
      className="clause-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong) return;
        onAdd(clauseOf(subject, place, test, needsNoOperand(test) ? '' : operand));
        setOperand('');
      }}
    >
      <Select
        label={t('filter.subject')}
        value={subject}
        onChange={(next) => {
          setSubject(next);
          setPlace('');
        }}
        options={SUBJECTS.map((one) => ({ value: one, label: t(`filter.on.${one}`) }))}
        testId="clause-subject"
      />
      {(inJson || subject === 'header') && (
        <>
          <TextField
            label={t(inJson ? 'filter.path' : 'filter.header')}
            hint={t(inJson ? 'filter.pathHint' : 'filter.headerHint')}
            value={place}
            onChange={setPlace}
            list={listId}
            mono
            autoFocus
            data-testid="clause-place"
          />
          <datalist id={listId}>
            {known.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      )}
      <Select
        label={t('filter.test')}
        value={test}
        onChange={setTest}
        options={FILTER_TESTS.map((one) => ({ value: one, label: t(`filter.test.${one}`) }))}
        testId="clause-test"
      />
      {!needsNoOperand(test) && (
        <TextField
          label={t('filter.operand')}
          value={operand}
          onChange={setOperand}
          error={wrong && operand !== '' ? t('filter.needsNumber') : null}
          mono
          data-testid="clause-operand"
        />
      )}
      <Button kind="primary" type="submit" disabled={wrong} data-testid="clause-submit">
        {t('filter.addThis')}
      </Button>
    </form>
  );
}

function ScriptForm({ script, onChange }: { script: string; onChange: (script: string) => void }) {
  const [draft, setDraft] = useState(script);
  const id = useId();
  return (
    <form
      className="clause-form wide"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(draft);
      }}
    >
      <label htmlFor={id}>{t('filter.scriptLabel')}</label>
      <textarea
        id={id}
        className="input mono script-text"
        rows={6}
        spellCheck={false}
        value={draft}
        placeholder="value.amount > 100 && headers.source !== 'test'"
        aria-describedby={`${id}-hint`}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          onChange(draft);
        }}
        data-testid="script-text"
      />
      <p id={`${id}-hint`} className="field-hint">
        {t('filter.scriptHint')}
      </p>
      <ApplyOrClear
        testId="script-apply"
        onClear={() => {
          setDraft('');
          onChange('');
        }}
      />
    </form>
  );
}

function UntilForm({ until, onChange }: { until: string; onChange: (until: string) => void }) {
  const [draft, setDraft] = useState(until);
  const wrong = untilOf(draft) === undefined;
  return (
    <form
      className="clause-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onChange(draft);
      }}
    >
      <TextField
        label={t('filter.until')}
        hint={t('filter.untilHint')}
        error={wrong ? t('filter.untilWrong') : null}
        value={draft}
        onChange={setDraft}
        mono
        autoFocus
        placeholder="#1000"
        data-testid="until-text"
      />
      <ApplyOrClear
        disabled={wrong}
        testId="until-apply"
        onClear={() => {
          setDraft('');
          onChange('');
        }}
      />
    </form>
  );
}

function ApplyOrClear({
  disabled,
  testId,
  onClear,
}: {
  disabled?: boolean;
  testId: string;
  onClear: () => void;
}) {
  return (
    <div className="row">
      <Button kind="primary" type="submit" disabled={disabled} data-testid={testId}>
        {t('filter.apply')}
      </Button>
      <Button onClick={onClear}>{t('filter.clear')}</Button>
    </div>
  );
}

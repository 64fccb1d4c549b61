import { useState, type ReactNode } from 'react';
import type { Generation, LoadRequest } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { formatBytes, formatCount, formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, EmptyState, ErrorBlock, Segmented, TextField } from '../../../ui/index.ts';
import type { Draft } from '../draft.ts';
import { startLoad, useGenerated } from '../producing-store.ts';
import { templateOf } from '../template-of.ts';
import { PlannedTable } from './planned-table.tsx';
import { TopicJobs } from './topic-jobs.tsx';

const RATE = { least: 0.1, most: 200_000 };

/** Messages from the draft as a template: the first of them, a rate, and an end that there has to be. */
export function GenerateMode({
  topic,
  draft,
  schemas,
}: {
  topic: string;
  draft: Draft;
  /** How key and value are encoded. */
  schemas: ReactNode;
}) {
  const cluster = useClusterId();
  const [seed, setSeed] = useState('1');
  const [first, setFirst] = useState('1');
  const [rate, setRate] = useState('10');
  const [stopKind, setStopKind] = useState<'count' | 'duration'>('count');
  const [count, setCount] = useState('100');
  const [seconds, setSeconds] = useState('30');
  const template = templateOf(draft);
  const whole = (text: string): number | null => (/^-?\d{1,15}$/.test(text.trim()) ? Number(text) : null);
  const [seedValue, firstValue] = [whole(seed), whole(first)];
  const generation: Generation | null =
    seedValue === null || firstValue === null ? null : { seed: seedValue, firstSequence: firstValue };
  const rateValue = Number(rate);
  const rateOk = rate.trim() !== '' && rateValue >= RATE.least && rateValue <= RATE.most;
  const amount = whole(stopKind === 'count' ? count : seconds);
  const amountOk = amount !== null && amount > 0;
  const { messages, failure } = useGenerated(topic, template, generation);
  const start = useAction(t('generate.failed'), () => {
    const request: LoadRequest = {
      cluster,
      topic,
      template: template!,
      generation: generation!,
      options: { compression: draft.compression, acks: draft.acks },
      messagesPerSecond: rateValue,
      stop:
        stopKind === 'count'
          ? { kind: 'count', count: amount! }
          : { kind: 'duration', durationMs: amount! * 1_000 },
    };
    return startLoad(request);
  });
  const ready = template !== null && generation !== null && rateOk && amountOk && failure === null;
  const sizes = messages ?? [];
  const meanBytes = sizes.reduce((sum, one) => sum + one.sizeBytes, 0) / Math.max(1, sizes.length);
  const summary = (): string => {
    if (stopKind === 'count')
      return t('generate.summary.count', {
        count: amount!,
        topic,
        rate: formatCount(rateValue),
        time: formatDuration((amount! / rateValue) * 1_000),
      });
    return t('generate.summary.duration', {
      rate: formatCount(rateValue),
      topic,
      time: formatDuration(amount! * 1_000),
      count: formatCount(Math.round(amount! * rateValue)),
      bytes: formatBytes(meanBytes * amount! * rateValue),
    });
  };
  return (
    <div className="mode scroll">
      <p className="muted">{t('generate.intro')}</p>
      {template === null ? (
        <EmptyState text={t('template.byteDraft')} />
      ) : (
        <>
          <div className="row wrap mode-fields">
            <TextField
              label={t('generate.seed')}
              value={seed}
              onChange={setSeed}
              error={seedValue === null ? t('generate.badNumber') : null}
              mono
              data-testid="seed"
            />
            <TextField
              label={t('generate.first')}
              value={first}
              onChange={setFirst}
              error={firstValue === null ? t('generate.badNumber') : null}
              mono
              data-testid="first-sequence"
            />
            <TextField
              label={t('generate.rate')}
              value={rate}
              onChange={setRate}
              error={rateOk ? null : t('generate.badRate')}
              mono
              data-testid="rate"
            />
            <div className="field">
              <span className="field-label">{t('generate.stop')}</span>
              <Segmented
                label={t('generate.stop')}
                value={stopKind}
                onChange={setStopKind}
                options={[
                  { value: 'count', label: t('generate.stop.count') },
                  { value: 'duration', label: t('generate.stop.duration') },
                ]}
                testId="stop-kind"
              />
            </div>
            <TextField
              label={t(stopKind === 'count' ? 'generate.count' : 'generate.seconds')}
              value={stopKind === 'count' ? count : seconds}
              onChange={stopKind === 'count' ? setCount : setSeconds}
              error={amountOk ? null : t('generate.badNumber')}
              mono
              data-testid="stop-amount"
            />
          </div>
          <div className="mode-schemas">{schemas}</div>
          <div className="row wrap">
            <span data-testid="load-summary">{ready ? summary() : ''}</span>
            <span className="end">
              <Button
                kind="primary"
                writes
                busy={start.busy}
                disabled={!ready}
                onClick={() => start.run()}
                data-testid="start-load"
              >
                {t('generate.start')}
              </Button>
            </span>
          </div>
          {start.failure && <ErrorBlock failure={start.failure} />}
          {failure && <ErrorBlock failure={failure} />}
          <TopicJobs topic={topic} kind="load" />
          <h2>{t('generate.first20')}</h2>
          <div className="mode-table">
            <PlannedTable
              messages={messages ?? []}
              label={t('generate.first20')}
              empty={failure ? null : <EmptyState text={t('generate.waiting')} />}
            />
          </div>
        </>
      )}
    </div>
  );
}

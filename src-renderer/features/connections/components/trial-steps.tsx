import type { ConnectionStep } from '../../../../src-main/contract/index.ts';
import { failureFrom } from '../../../lib/client.ts';
import { isMessageKey, t } from '../../../lib/i18n/index.ts';
import { CopyButton, ErrorBlock, StateMark } from '../../../ui/index.ts';
import type { Trial } from '../store.ts';
import { translated, withSystemsWords } from '../../../lib/said.ts';

const SHAPES = { running: 'half', passed: 'full', failed: 'cross' } as const;

/** The steps of a test, each with its outcome; under the one that failed, why, and what to do next. */
export function TrialSteps({ trial }: { trial: Trial }) {
  const failed = trial.steps.find(({ state }) => state === 'failed');
  const passed = !trial.running && trial.error === null && trial.steps.length > 0 && failed === undefined;
  return (
    <section className="trial" aria-label={t('connections.test')} aria-live="polite" data-testid="trial">
      <ol className="trial-steps">
        {trial.steps.map((step) => (
          <li key={step.step} data-testid={`step-${step.step}`} data-state={step.state}>
            <StateMark shape={SHAPES[step.state]} label={t(`probe.${step.state}`)} />
            <span>{t(`probe.step.${step.step}`)}</span>
            {step.subject && <span className="muted mono ellipsis">{step.subject}</span>}
          </li>
        ))}
      </ol>
      {failed && <Problem step={failed} />}
      {trial.error && <ErrorBlock failure={failureFrom(t('connections.testFailed'), trial.error)} />}
      {passed && (
        <p className="ok" data-testid="trial-passed">
          {t(
            trial.steps.some(({ step }) => step !== 'registry')
              ? 'connections.testPassed'
              : 'connections.registryPassed',
          )}
        </p>
      )}
    </section>
  );
}

function Problem({ step }: { step: ConnectionStep }) {
  const { certificate } = step;
  const values = {
    subject: step.subject,
    names: certificate?.names.join(', ') || certificate?.subject || '–',
    issuer: certificate?.issuer ?? '–',
    validFrom: certificate?.validFrom ?? '–',
    validTo: certificate?.validTo ?? '–',
    detail: translated(step.detail ?? ''),
  };
  const text = (kind: 'problem' | 'next'): string => {
    const problem = step.problem ?? 'other';
    // What is said of a broker is said otherwise of a registry.
    const keys = [
      ...(step.step === 'registry' ? [`probe.${kind}.registry.${problem}`] : []),
      `probe.${kind}.${problem}`,
      `probe.${kind}.other`,
    ];
    return t(keys.find(isMessageKey)!, values);
  };
  return (
    <div className="trial-problem" role="alert" data-testid="trial-problem" data-problem={step.problem}>
      <strong>{text('problem')}</strong>
      <p>{text('next')}</p>
      {certificate && (
        <p className="small muted">
          {t('probe.certificate', { subject: certificate.subject, issuer: certificate.issuer })}
        </p>
      )}
      {step.detail && (
        <div className="row">
          <code className="small muted">{withSystemsWords(step.detail)}</code>
          <CopyButton text={step.detail} label={t('action.copyDetails')} />
        </div>
      )}
    </div>
  );
}

import type { Attention } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { StateMark } from '../../../ui/index.ts';
import { withoutTold, type FiringAlert } from '../alerts.ts';

/** Names of topics, groups and folders stay as they are; a node is called as the language calls it. */
function subjectOf({ kind, subject }: Attention): string {
  return kind === 'node-down' ? t('node.name', { id: subject.replace('node ', '') }) : subject;
}

/** What needs a person, each line with its way there; one quiet sentence when nothing does, or when nobody knows. */
export function AttentionList({
  attention,
  alerts,
  stale,
}: {
  attention: readonly Attention[];
  /** That fire in this cluster. */
  alerts: readonly FiringAlert[];
  stale: boolean;
}) {
  const nothing = attention.length === 0 && alerts.length === 0;
  return (
    <section className="attention" aria-label={t('attention.title')}>
      <h2>{t('attention.title')}</h2>
      {nothing && stale ? (
        <p className="row muted" data-testid="not-known">
          <StateMark shape="ring" /> {t('attention.notKnown')}
        </p>
      ) : nothing ? (
        <p className="row muted" data-testid="all-well">
          <StateMark shape="full" /> {t('attention.none')}
        </p>
      ) : (
        <ul>
          {withoutTold(attention, alerts).map((one) => (
            <li key={`${one.kind} ${one.subject}`} className="row">
              <StateMark shape={one.kind === 'lag' ? 'half' : 'cross'} />
              <button type="button" className="link" onClick={() => openPlace(one.target)}>
                {t(`attention.${one.kind}`, { subject: subjectOf(one), count: one.count })}
              </button>
            </li>
          ))}
          {alerts.map(({ key, group, topic, amount }) => (
            <li key={key} className="row" data-testid="attention-alert">
              <StateMark shape="half" />
              <button type="button" className="link" onClick={() => openPlace(addressOf(['groups', group]))}>
                {t(amount === null ? 'attention.alertUnknown' : 'attention.alert', {
                  subject: group,
                  topic,
                  amount: amount ?? '',
                })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

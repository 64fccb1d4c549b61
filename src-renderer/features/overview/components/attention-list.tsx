import type { Attention } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import { StateMark } from '../../../ui/index.ts';

/** What needs a person, each line with its way there; one quiet sentence when nothing does. */
export function AttentionList({ attention }: { attention: readonly Attention[] }) {
  return (
    <section className="attention" aria-label={t('attention.title')}>
      <h2>{t('attention.title')}</h2>
      {attention.length === 0 ? (
        <p className="row muted" data-testid="all-well">
          <StateMark shape="full" /> {t('attention.none')}
        </p>
      ) : (
        <ul>
          {attention.map((one) => (
            <li key={`${one.kind} ${one.subject}`} className="row">
              <StateMark shape={one.kind === 'lag' ? 'half' : 'cross'} />
              <button type="button" className="link" onClick={() => openPlace(one.target)}>
                {t(`attention.${one.kind}`, { subject: one.subject, count: one.count })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

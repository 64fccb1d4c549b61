import type { Attention } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import { StateMark } from '../../../ui/index.ts';

/** Names of topics, groups and folders stay as they are; a node is called as the language calls it. */
function subjectOf({ kind, subject }: Attention): string {
  return kind === 'node-down' ? t('node.name', { id: subject.replace('node ', '') }) : subject;
}

/** What needs a person, each line with its way there; one quiet sentence when nothing does, or when nobody knows. */
export function AttentionList({ attention, stale }: { attention: readonly Attention[]; stale: boolean }) {
  return (
    <section className="attention" aria-label={t('attention.title')}>
      <h2>{t('attention.title')}</h2>
      {attention.length === 0 && stale ? (
        <p className="row muted" data-testid="not-known">
          <StateMark shape="ring" /> {t('attention.notKnown')}
        </p>
      ) : attention.length === 0 ? (
        <p className="row muted" data-testid="all-well">
          <StateMark shape="full" /> {t('attention.none')}
        </p>
      ) : (
        <ul>
          {attention.map((one) => (
            <li key={`${one.kind} ${one.subject}`} className="row">
              <StateMark shape={one.kind === 'lag' ? 'half' : 'cross'} />
              <button type="button" className="link" onClick={() => openPlace(one.target)}>
                {t(`attention.${one.kind}`, { subject: subjectOf(one), count: one.count })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

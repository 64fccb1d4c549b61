import { t } from '../../../lib/i18n/index.ts';
import { Dialog, ErrorBlock, Waiting } from '../../../ui/index.ts';
import { useFeatures } from '../store.ts';
import { translated } from '../../../lib/said.ts';

/** Features of the cluster: the level that is finalized, and what each broker could. */
export function FeaturesDialog({ onClose }: { onClose: () => void }) {
  const { value, failure, refresh } = useFeatures();
  const ids = [...new Set(value?.features.flatMap(({ brokers }) => brokers.map(({ id }) => id)))].toSorted(
    (a, b) => a - b,
  );
  return (
    <Dialog
      open
      onClose={onClose}
      width={620}
      title={t('features.title')}
      description={t('features.text')}
      testId="features-dialog"
    >
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {!value && !failure && <Waiting />}
      {value && (
        <table className="plain-table features">
          <thead>
            <tr>
              <th scope="col">{t('features.name')}</th>
              <th scope="col">{t('features.finalized')}</th>
              {ids.map((id) => (
                <th key={id} scope="col">
                  {t('node.name', { id: String(id) })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {value.features.map((feature) => (
              <tr key={feature.name} data-testid={`feature-${feature.name}`}>
                <th scope="row" className="mono">
                  {feature.name}
                </th>
                <td>{feature.finalizedLevel ?? t('features.off')}</td>
                {ids.map((id) => {
                  const range = feature.brokers.find((one) => one.id === id);
                  return <td key={id}>{range ? `${range.min}–${range.max}` : '–'}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {value?.silent.map(({ id, reason }) => (
        <p key={id} className="small bad">
          {t('node.name', { id: String(id) })}: {translated(reason)}
        </p>
      ))}
    </Dialog>
  );
}

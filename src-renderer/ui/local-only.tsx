import { LOCAL_CLUSTER } from '../lib/cluster.ts';
import { t } from '../lib/i18n/index.ts';
import { addressIn, openPlace } from '../lib/place.ts';
import { Button } from './button.tsx';
import { EmptyState } from './error-block.tsx';

/** What only the cluster can show whose nodes are ours: says why, and leads there. */
export function LocalOnly({ text }: { text: string }) {
  return (
    <EmptyState
      testId="local-only"
      text={text}
      action={
        <Button onClick={() => openPlace(addressIn(LOCAL_CLUSTER, '/overview'))}>
          {t('localOnly.open')}
        </Button>
      }
    />
  );
}

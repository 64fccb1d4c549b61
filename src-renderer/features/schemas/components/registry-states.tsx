import type { RegistryView } from '../../../../src-main/contract/index.ts';
import { LOCAL_CLUSTER, useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, EmptyState, ErrorBlock } from '../../../ui/index.ts';
import { askAgain } from '../store.ts';
import { translated } from '../../../lib/said.ts';

/** The connection names no registry: its dialog takes one. */
export function NoRegistry() {
  const connect = useConnectRegistry();
  return (
    <EmptyState
      testId="no-registry"
      text={t('schemas.noRegistry')}
      action={
        <Button kind="primary" onClick={connect} data-testid="connect-registry">
          {t('schemas.connect')}
        </Button>
      }
    />
  );
}

/** Opens the dialog where the registry of this cluster is given. */
export function useConnectRegistry(): () => void {
  const cluster = useClusterId();
  return () => openPlace(`/connections?dialog=edit&id=${encodeURIComponent(cluster ?? LOCAL_CLUSTER)}`);
}

/** It does not answer: why, what is shown meanwhile, and that it is tried again. */
export function Outage({ outage, known }: { outage: NonNullable<RegistryView['outage']>; known: boolean }) {
  const cluster = useClusterId();
  const connect = useConnectRegistry();
  const { run, busy } = useAction(t('schemas.failed'), () => askAgain(cluster));
  return (
    <div data-testid="registry-outage" data-problem={outage.problem}>
      <ErrorBlock
        failure={{
          what: t('schemas.outage'),
          why: translated(outage.message),
          next: t(known ? 'schemas.outageKnown' : 'schemas.outageNext'),
        }}
      >
        <Button onClick={run} busy={busy}>
          {t('action.retry')}
        </Button>
        <Button kind="quiet" onClick={connect}>
          {t('schemas.settings')}
        </Button>
      </ErrorBlock>
    </div>
  );
}

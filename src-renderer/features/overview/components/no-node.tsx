import type { NodeView } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { actOnNode, useNodeActions } from '../../../lib/node-actions.ts';
import { Button, EmptyState, ErrorBlock } from '../../../ui/index.ts';

const DOWN = new Set(['stopped', 'dead']);

/** What to do while none of our nodes runs, since nothing on the screen is true of now then. */
export function NoNode({ nodes }: { nodes: readonly NodeView[] }) {
  const { failure, busy } = useNodeActions();
  if (nodes.length === 0 || !nodes.every(({ status }) => DOWN.has(status))) return null;
  return (
    <>
      {failure && <ErrorBlock failure={failure} />}
      <EmptyState
        testId="no-node"
        text={t('overview.noNode')}
        action={
          <Button
            kind="primary"
            busy={busy.size > 0}
            onClick={() => nodes.forEach(({ id }) => void actOnNode('start', id))}
            data-testid="start-nodes"
          >
            {t('overview.startNodes', { count: nodes.length })}
          </Button>
        }
      />
    </>
  );
}

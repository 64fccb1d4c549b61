import { useEffect, useMemo, useRef, useState } from 'react';
import { useIsLocal } from '../../../lib/cluster.ts';
import { formatBytes } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { ErrorBlock, EmptyState, LocalOnly, SearchField, Switch, Toolbar } from '../../../ui/index.ts';
import { useNodeLog } from '../store.ts';

/** What a node prints, as it comes; a remote broker's is on its machine. */
export function NodeLog({ nodeId }: { nodeId: number }) {
  return useIsLocal() ? <LocalLog nodeId={nodeId} /> : <LocalOnly text={t('nodes.logLocalOnly')} />;
}

function LocalLog({ nodeId }: { nodeId: number }) {
  const { lines, skippedBytes, failure } = useNodeLog(nodeId);
  const [filter, setFilter] = useState('');
  const [follow, setFollow] = useState(true);
  const end = useRef<HTMLPreElement>(null);
  const shown = useMemo(() => {
    const needle = filter.trim().toLowerCase();
    return needle === '' ? lines : lines.filter((line) => line.toLowerCase().includes(needle));
  }, [lines, filter]);
  useEffect(() => {
    if (follow && end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [shown, follow]);
  return (
    <>
      <Toolbar>
        <SearchField label={t('nodes.filterLog')} value={filter} onChange={setFilter} />
        <Switch label={t('nodes.followLog')} checked={follow} onChange={setFollow} />
        {skippedBytes > 0 && (
          <span className="small muted">{t('nodes.logSkipped', { size: formatBytes(skippedBytes) })}</span>
        )}
      </Toolbar>
      {failure && <ErrorBlock failure={failure} />}
      {!failure && lines.length === 0 ? (
        <EmptyState text={t('nodes.noLog')} />
      ) : (
        <pre
          ref={end}
          className="node-log scroll"
          tabIndex={0}
          aria-label={t('nodes.tab.log')}
          data-testid="node-log"
        >
          {shown.join('\n')}
        </pre>
      )}
    </>
  );
}

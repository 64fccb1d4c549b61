import { useEffect, useState } from 'react';
import { client, useLinkState } from '../lib/client.ts';
import { t } from '../lib/i18n/index.ts';
import { useSilence } from '../lib/silence.ts';
import { Button, StateMark } from '../ui/index.ts';

/** A link that is there again sooner was not missed. */
const SILENT_MS = 400;

/** Over every screen while the workbench is gone or stands still: what is shown is old then, and nothing that is asked for happens. */
export function WorkbenchLost() {
  const link = useLinkState();
  const [lost, setLost] = useState(false);
  // Between two attempts the link is closed, during one it is connecting: all of that is one outage.
  const [since, setSince] = useState<'open' | 'closed'>('open');
  if (link !== 'connecting' && link !== since) setSince(link);
  useEffect(() => {
    if (since === 'open') return undefined;
    const timer = setTimeout(() => setLost(true), SILENT_MS);
    return () => {
      clearTimeout(timer);
      setLost(false);
    };
  }, [since]);
  const silent = useSilence();
  if (!lost && !silent) return null;
  return (
    <div className="lost-bar" role="status" data-testid="workbench-lost">
      <StateMark shape="cross" />
      <span className="grow">{t(lost ? 'workbench.lost' : 'workbench.silent')}</span>
      {lost && (
        <Button onClick={() => client().reconnect()} data-testid="retry-workbench">
          {t('workbench.retry')}
        </Button>
      )}
    </div>
  );
}

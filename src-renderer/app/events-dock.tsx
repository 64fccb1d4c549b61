import X from 'lucide-react/icons/x';
import { useEffect } from 'react';
import type { FactView } from '../../src-main/contract/index.ts';
import { useIsLocal } from '../lib/cluster.ts';
import { t } from '../lib/i18n/index.ts';
import { IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/error-block.tsx';
import { LocalOnly } from '../ui/local-only.tsx';
import { FactTable } from '../ui/fact-table.tsx';
import { Switch } from '../ui/toggle.tsx';
import { setPulse, toggleEvents, useFacts, useFrame } from './frame-store.ts';

/** The dock of events from inside the nodes, newest first; in a narrow window it lies over the screen as a drawer. */
export function EventsDock() {
  const open = useFrame((state) => state.eventsOpen);
  return open ? <OpenDock /> : null;
}

function OpenDock() {
  const facts = useFacts((state) => state.facts) as readonly FactView[];
  const local = useIsLocal();
  const pulse = useFacts((state) => state.pulse);
  useEffect(() => useFacts.setState({ unseen: 0 }), []);
  return (
    <section className="events-dock" aria-label={t('events.title')} data-testid="events-dock">
      <header className="row events-head">
        <h2>{t('events.title')}</h2>
        <span className="muted small">{t('events.text')}</span>
        <span className="end" />
        <Switch label={t('events.pulse')} checked={pulse} onChange={setPulse} testId="events-pulse" />
        <IconButton icon={X} label={t('action.close')} onClick={toggleEvents} tipSide="top" />
      </header>
      {local ? (
        <FactTable id="events" facts={facts} empty={<EmptyState text={t('events.empty')} />} />
      ) : (
        <LocalOnly text={t('timeline.localOnly')} />
      )}
    </section>
  );
}

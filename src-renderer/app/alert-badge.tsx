import Bell from 'lucide-react/icons/bell';
import BellRing from 'lucide-react/icons/bell-ring';
import { useEffect, useRef } from 'react';
import type { AlertFiring } from '../../src-main/contract/index.ts';
import { notificationState, useAlerts } from '../lib/alerts.ts';
import { formatCount, formatDuration } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { addressIn, addressOf, openPlace } from '../lib/place.ts';
import { IconButton } from '../ui/button.tsx';

/** How many alerts fire, in the title bar; a browser's page also shows what fires as a notification. */
export function AlertBadge() {
  const { value } = useAlerts();
  const firing = value?.standings.filter(({ state }) => state === 'firing').length ?? 0;
  useNotifications(value?.firings ?? null);
  return (
    <span className="alert-badge" data-testid="alert-badge" data-firing={firing}>
      <IconButton
        icon={firing > 0 ? BellRing : Bell}
        className={firing > 0 ? 'bad' : ''}
        label={firing > 0 ? t('alerts.firing', { count: firing }) : t('screen.alerts')}
        onClick={() => openPlace('/alerts')}
      />
      {firing > 0 && (
        <span className="alert-count" aria-hidden>
          {firing > 99 ? '99+' : firing}
        </span>
      )}
    </span>
  );
}

/** The host's window has notifications of the desktop; what fired before this page was opened is old news. */
function useNotifications(firings: readonly AlertFiring[] | null): void {
  const newest = useRef<number | null>(null);
  useEffect(() => {
    if (firings === null || window.sluice) return;
    const last = newest.current;
    newest.current = Math.max(last ?? 0, firings[0]?.id ?? 0);
    if (last === null || notificationState() !== 'granted') return;
    for (const firing of firings) if (firing.id > last && !firing.muted) show(firing);
  }, [firings]);
}

function show({ id, cluster, groupId, topic, metric, peak, threshold }: AlertFiring): void {
  const amount = (value: number): string =>
    metric === 'ms' ? formatDuration(value) : t('count.records', { count: value });
  // Several pages of one workbench show it once.
  const notification = new Notification(t('alerts.notice', { group: groupId, amount: amount(peak) }), {
    body: t('alerts.noticeBody', { topic, limit: amount(threshold) }),
    tag: `sluice-alert-${formatCount(id)}`,
  });
  notification.onclick = () => {
    window.focus();
    openPlace(addressIn(cluster, addressOf(['groups', groupId])));
  };
}

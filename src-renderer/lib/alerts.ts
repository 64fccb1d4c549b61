/** Alerts on lag as every place that shows them has them. */
import { useMemo } from 'react';
import type { AlertsView } from '../../src-main/contract/index.ts';
import { useSnapshotOf, type Snapshot } from './live.ts';
import { useSettings } from './settings.ts';

/** Rules, what stands above them, what fired; notifications are in this page's language from then on. */
export function useAlerts(): Snapshot<AlertsView> {
  const language = useSettings((state) => state.language);
  return useSnapshotOf(
    'alerts.watch',
    useMemo(() => ({ language }), [language]),
  );
}

export type NotificationState = NotificationPermission | 'unsupported';

/** Whether this browser shows notifications for us. */
export function notificationState(): NotificationState {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
}

/** Alerts on lag: rules, what stands above them now, and what fired. */
import type { ClusterId } from './types.ts';

/** `records`: behind the end. `ms`: since the oldest unread record was written. */
export type AlertMetric = 'records' | 'ms';

export interface AlertRule {
  readonly id: string;
  readonly cluster: ClusterId;
  /** `*` stands for any characters; whatever it matches is watched, each group and topic for itself. */
  readonly groupPattern: string;
  readonly topicPattern: string;
  readonly metric: AlertMetric;
  /** It fires when lag has been at or above this… */
  readonly threshold: number;
  /** …for so long, and is over when lag has been at or below four fifths of it for as long (at most a minute). */
  readonly forMs: number;
  readonly enabled: boolean;
  /** No notification until then; it still fires, and is in the history. Null: not muted. */
  readonly mutedUntilMs: number | null;
}

export interface AlertStanding {
  readonly ruleId: string;
  readonly cluster: ClusterId;
  readonly groupId: string;
  readonly topic: string;
  /** `pending`: above the threshold, not long enough yet. */
  readonly state: 'pending' | 'firing';
  readonly sinceMs: number;
  /** Null: not known at the moment; that neither fires nor clears. */
  readonly value: number | null;
}

export interface AlertFiring {
  readonly id: number;
  readonly ruleId: string;
  readonly cluster: ClusterId;
  readonly groupId: string;
  readonly topic: string;
  readonly metric: AlertMetric;
  readonly threshold: number;
  readonly firedAtMs: number;
  /** Null: it is not over. */
  readonly clearedAtMs: number | null;
  readonly peak: number;
  /** Nobody was notified. */
  readonly muted: boolean;
}

export interface AlertsView {
  readonly rules: readonly AlertRule[];
  readonly standings: readonly AlertStanding[];
  /** The newest 500, newest first. */
  readonly firings: readonly AlertFiring[];
}

export interface AlertProcedures {
  /** Adds a rule (id empty) or changes one. */
  'alerts.save': { input: { rule: AlertRule }; output: AlertRule };
  'alerts.remove': { input: { id: string }; output: null };
  /** Of one rule, or (null) of all. Null ends it. */
  'alerts.mute': { input: { id: string | null; untilMs: number | null }; output: null };
  'alerts.forgetHistory': { input: null; output: null };
}

export interface AlertStreams {
  /** `language`: that of notifications from now on. */
  'alerts.watch': { input: { language: 'en' | 'ko' }; event: AlertsView };
}

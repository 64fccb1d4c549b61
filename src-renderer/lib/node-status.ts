/** The mark and word of a node's status, the same on every screen. */
import type { NodeStatus } from '../../src-main/contract/index.ts';
import { t } from './i18n/index.ts';

const MARKS = {
  starting: { shape: 'half', tone: 'warn' },
  running: { shape: 'full', tone: 'ok' },
  paused: { shape: 'bars', tone: 'warn' },
  stopping: { shape: 'half', tone: 'muted' },
  stopped: { shape: 'ring', tone: 'muted' },
  unknown: { shape: 'ring', tone: 'muted' },
  dead: { shape: 'cross', tone: 'bad' },
} as const;

export function nodeMark(status: NodeStatus): (typeof MARKS)[NodeStatus] {
  return MARKS[status];
}

export function nodeStatusText(status: NodeStatus): string {
  return t(`node.status.${status}`);
}

/** Facts from inside the nodes in words. A kind this version does not know is shown with its fields as they came. */
import type { FactView } from '../../src-main/contract/index.ts';
import { formatBytes, formatClock, formatDuration } from './format/index.ts';
import { isMessageKey, t } from './i18n/index.ts';
import { translated } from './said.ts';

export type Fact = FactView;

/** Fields in words of the nodes'. */
const TEXTS = new Set(['reason', 'change']);

const HEAD = new Set(['node', 'sequence', 'wallMs', 'monotonicMs', 'kind']);

/** One line that says what happened. */
export function factText(fact: Fact): string {
  const moved = movedIn(fact);
  const variant = leaderless(fact)
    ? '.leaderless'
    : stays(fact)
      ? '.stays'
      : fills(fact)
        ? '.fills'
        : elrOnly(fact)
          ? '.elr'
          : moved === null
            ? ''
            : `.${moved.way}`;
  const key = `fact.${fact.kind}${variant}`;
  if (!isMessageKey(key)) return rawText(fact);
  const values: Record<string, string | number> = moved === null ? {} : { [moved.way]: moved.nodes };
  for (const [name, value] of Object.entries(fact)) {
    // A point in time, not a duration.
    if (name.endsWith('AtMs') && typeof value === 'number') values[name.slice(0, -2)] = formatClock(value);
    else if (TEXTS.has(name) && typeof value === 'string') values[name] = translated(value);
    else values[name] = written(name, value);
  }
  return t(key, values);
}

/** Nobody leads: -1 in Kafka's fields, which is no node. */
function leaderless({ kind, leader, leaderId }: Fact): boolean {
  return (kind === 'leader-elected' && leader === -1) || (kind === 'quorum-changed' && leaderId === -1);
}

/** A new epoch of the same leader: replicas came or went. */
function stays({ kind, leader, previousLeader }: Fact): boolean {
  return kind === 'leader-elected' && leader === previousLeader;
}

/** A leader where there was none. */
function fills({ kind, previousLeader }: Fact): boolean {
  return kind === 'leader-elected' && previousLeader === -1;
}

/** The ISR is as before: it is the eligible leader replicas that changed. */
function elrOnly({ kind, isr, previousIsr }: Fact): boolean {
  return kind === 'isr-changed' && String(isr) === String(previousIsr);
}

/** Who left or joined an ISR, where it is only one of the two: the lists alone must be compared to be read. */
function movedIn({ kind, isr, previousIsr }: Fact): { way: 'left' | 'joined'; nodes: string } | null {
  if (kind !== 'isr-changed' || !Array.isArray(isr) || !Array.isArray(previousIsr)) return null;
  const left = previousIsr.filter((id) => !isr.includes(id));
  const joined = isr.filter((id) => !previousIsr.includes(id));
  if (left.length > 0 === joined.length > 0) return null;
  return left.length > 0
    ? { way: 'left', nodes: left.join(', ') }
    : { way: 'joined', nodes: joined.join(', ') };
}

/** Offsets and counts keep their separators; ids, epochs and partitions are names and have none. */
function written(name: string, value: unknown): string | number {
  if (Array.isArray(value)) return `[${value.join(',')}]`;
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return plain(value);
  if (name.endsWith('Bytes')) return formatBytes(value);
  if (name.endsWith('Ms')) return formatDuration(value);
  return /offset$|Watermark$|^records$/i.test(name) ? value : String(value);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function rawText(fact: Fact): string {
  return Object.entries(fact)
    .filter(([name]) => !HEAD.has(name))
    .map(([name, value]) => `${name} ${plain(value)}`)
    .join(' · ');
}

/** Kinds that traffic makes all the time; they drown the rest. */
export const PULSE_KINDS: readonly string[] = ['high-watermark-advanced', 'offsets-committed'];

import { StateMark, type MarkShape } from '../../../ui/index.ts';

/** Kafka's states of a group (KIP-848 and the classic protocol), by mark; the word stays Kafka's. */
const MARKS: Record<string, MarkShape> = {
  stable: 'full',
  preparingrebalance: 'half',
  completingrebalance: 'half',
  assigning: 'half',
  reconciling: 'half',
  empty: 'ring',
  dead: 'cross',
};

/** A group's state as the broker names it, with its mark. */
export function GroupState({ state }: { state: string }) {
  return (
    <span className="row tight">
      <StateMark shape={MARKS[state.toLowerCase()] ?? 'ring'} />
      {state}
    </span>
  );
}

/** A draft that goes to another topic than the one it is written for; pure. */
import type { SchemaChoice } from '../../../src-main/contract/index.ts';
import type { Draft, Kept, Target } from './draft.ts';
import { subjectOf, type Part } from './schema-store.ts';

export function isSameTarget(one: Target, other: Target): boolean {
  return one.cluster === other.cluster && one.topic === other.topic;
}

/** Where the draft of `own` goes. */
export function targetOf(draft: Draft, own: Target): Target {
  return draft.target ?? own;
}

/**
 * The draft of `own` as it goes to `next`. Partitions are those of a topic: by key again. A schema goes on meaning what it
 * meant, so that what nobody edited stays the same bytes. Another registry knows neither the id in them nor the number
 * of the version: what was encoded is encoded anew there.
 */
export function redirected(
  draft: Draft,
  { own, next, sameRegistry }: { own: Target; next: Target; sameRegistry: boolean },
): Draft {
  const before = targetOf(draft, own);
  if (isSameTarget(before, next)) return draft;
  const { target: _, kept = {}, schemas, ...rest } = draft;
  const meant = (part: Part, choice: SchemaChoice): SchemaChoice => {
    const ofTopic = choice.strategy === 'topic' || choice.strategy === 'topic-record';
    const name = subjectOf(before.topic, part, choice);
    const named: SchemaChoice = ofTopic ? { ...choice, strategy: 'subject', name } : choice;
    return sameRegistry ? named : { ...named, version: null };
  };
  const keptPart = (part: Part): { readonly [one in Part]?: Kept } => {
    const one = kept[part];
    if (one === undefined) return {};
    if (one.schema === undefined) return { [part]: one };
    return sameRegistry ? { [part]: { ...one, schema: meant(part, one.schema) } } : {};
  };
  const chosen = (part: Part) => schemas?.[part] && meant(part, schemas[part]);
  return {
    ...rest,
    partition: '',
    kept: { ...keptPart('key'), ...keptPart('value') },
    ...(schemas && { schemas: { key: chosen('key'), value: chosen('value') } }),
    ...(!isSameTarget(own, next) && { target: next }),
  };
}

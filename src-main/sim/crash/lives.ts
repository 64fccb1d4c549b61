import { type Explored, explore, type ExploreOptions } from './explore.ts';
import { LogLife } from './log-life.ts';
import { LOG_RECOVERY } from './log-recovery.ts';
import { METADATA_RECOVERY, MetadataLife } from './metadata-life.ts';
import { SplitLife } from './split-life.ts';

export type LifeKind = 'logs' | 'metadata' | 'splits';

/** Which life to live, and how far to look into its crashes. */
export interface LifeOrder extends ExploreOptions {
  readonly kind: LifeKind;
  readonly seed: number;
  readonly steps: number;
}

/** Lives it and tries every crash of it. A fault in what is lived itself is a violation, too. */
export async function exploreLife(
  order: LifeOrder,
): Promise<Explored & { readonly steps: readonly string[] }> {
  const { kind, seed, steps } = order;
  if (kind === 'metadata') {
    const life = await new MetadataLife(seed).live(steps);
    return { ...explore(life, METADATA_RECOVERY, seed, order), steps: life.steps };
  }
  const life =
    kind === 'splits' ? await new SplitLife(seed).live(steps) : await new LogLife(seed).live(steps);
  return { ...explore(life, LOG_RECOVERY, seed, order), steps: life.steps };
}

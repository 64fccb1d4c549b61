/** Every screen and every state of it that is looked at: in pictures, and by what checks the page. */
import type { Stage } from '../stage.ts';
import { clusterScenes, outageScenes } from './cluster.ts';
import { frameScenes, linkScenes, splitScenes } from './frame.ts';
import { messageScenes } from './messages.ts';
import type { Scene } from './scene.ts';
import { topicScenes } from './topics.ts';
import { transactionScenes } from './transactions.ts';

export type { Scene } from './scene.ts';

/** Scenes that live from what has happened meanwhile come last. */
export function scenesOf(
  stage: Pick<Stage, 'away' | 'mirror' | 'kafka' | 'empty' | 'damaged' | 'overwrite'>,
): Scene[] {
  return [
    ...topicScenes(),
    ...messageScenes(),
    ...clusterScenes(stage),
    ...frameScenes(stage),
    ...transactionScenes(stage),
    ...outageScenes(),
    ...linkScenes(),
    ...splitScenes(),
  ];
}

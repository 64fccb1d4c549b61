import { type ClusterView, GroupOffsets, type OffsetPlace } from './client/index.ts';
import type { Chance } from './random.ts';
import type { Recorder } from './recorder.ts';

/** A group is left to itself after so many commits: what it committed last must be there at the end. */
const COMMITS_OF_A_GROUP = 8;
const PAUSE_MS = 150;

/** Groups whose offsets are committed, and read again at the end. */
export class GroupWorkload {
  readonly #recorder: Recorder;
  readonly #topic: string;
  readonly #places: OffsetPlace[] = [];

  constructor(recorder: Recorder, topic: string) {
    this.#recorder = recorder;
    this.#topic = topic;
  }

  /** One client's life: group after group, each offset higher than the one before. */
  async commit(name: string, view: ClusterView, chance: Chance, mayGoOn: () => boolean): Promise<void> {
    const offsets = new GroupOffsets(view);
    for (let count = 0; mayGoOn(); count++) {
      const place = { group: `${name}-${count}`, topic: this.#topic, partition: 0 };
      this.#places.push(place);
      for (let offset = 1; offset <= COMMITS_OF_A_GROUP && mayGoOn(); offset++) {
        await this.#commitOne(name, offsets, place, offset);
        if (chance.hits(0.1)) await this.#fetchOne(name, offsets, place, false);
        await view.pause(chance.exponential(PAUSE_MS));
      }
    }
  }

  async #commitOne(name: string, offsets: GroupOffsets, place: OffsetPlace, offset: number): Promise<void> {
    const { group, topic, partition } = place;
    const key = `${topic}-${partition}`;
    const commit = { group, generation: -1, key, offset, processed: offset };
    const op = this.#recorder.invoke(name, 'commit', [], { commit });
    const stored = await offsets.commit(place, offset);
    this.#recorder.end(op, name, stored === true ? 'ok' : 'info', 'commit', [], { commit });
  }

  async #fetchOne(name: string, offsets: GroupOffsets, place: OffsetPlace, isFinal: boolean): Promise<void> {
    const { group, topic, partition } = place;
    const op = this.#recorder.invoke(name, 'fetch-offset');
    const offset = await offsets.fetch(place);
    const fetched = { group, key: `${topic}-${partition}`, offset, isFinal };
    this.#recorder.end(op, name, 'ok', 'fetch-offset', [], { fetched });
  }

  /** With the cluster healed: what every group has now. */
  async finalFetch(name: string, view: ClusterView): Promise<void> {
    const offsets = new GroupOffsets(view);
    for (const place of this.#places) await this.#fetchOne(name, offsets, place, true);
  }
}

/** What somebody chose for the records of a topic: how they are read, and ways of looking at them. */
import { type DecoderChoice, type SavedView, say, type TopicDecoders } from '../../contract/index.ts';
import { Decoding, type KnownSchema, type Part, readSchema, type SchemaSource } from '../decoding/index.ts';
import { internalDecoder } from '../files/decode-record.ts';
import { invalidInput } from '../router/index.ts';
import type { Store } from '../store/index.ts';

export interface TopicPlace {
  readonly cluster: string;
  readonly topic: string;
}

const AUTO: DecoderChoice = { decoder: 'auto' };

const decodersKey = ({ cluster, topic }: TopicPlace) => `decoders/${cluster}/${topic}`;
const viewsKey = ({ cluster, topic }: TopicPlace) => `views/${cluster}/${topic}`;

export function decodersOf(store: Store, place: TopicPlace): TopicDecoders {
  return recall(store, decodersKey(place), { key: AUTO, value: AUTO });
}

/** Throws a Failure 'invalid-input' for a schema that cannot be read: nothing is kept then. */
export async function saveDecoders(store: Store, place: TopicPlace, decoders: TopicDecoders): Promise<void> {
  for (const part of ['key', 'value'] as const) {
    const known = await handSchema(decoders[part]);
    if (known !== undefined && 'problem' in known)
      throw invalidInput(say('decoder.badSchema', { part, reason: known.problem }));
  }
  store.saveSetting(decodersKey(place), JSON.stringify(decoders));
}

/** How the records of a topic are read now. `schemas`: of the cluster's registry. */
export async function decodingOf(
  store: Store,
  place: TopicPlace,
  schemas: SchemaSource | undefined,
): Promise<Decoding> {
  const choice = decodersOf(store, place);
  const local: Partial<Record<Part, KnownSchema>> = {};
  for (const part of ['key', 'value'] as const) {
    const known = await handSchema(choice[part]);
    if (known !== undefined) local[part] = known;
  }
  const internal = internalDecoder(place.topic);
  // Nobody writes Kafka's own topics with a schema: bytes that look like an id there are none.
  return new Decoding({ choice, schemas: internal === undefined ? schemas : undefined, local, internal });
}

async function handSchema({ decoder, schema }: DecoderChoice): Promise<KnownSchema | undefined> {
  if (schema === undefined) return undefined;
  if (decoder !== 'avro' && decoder !== 'protobuf' && decoder !== 'json-schema') return undefined;
  try {
    return { format: await readSchema({ kind: decoder, references: [], ...schema }) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

export function viewsOf(store: Store, place: TopicPlace): readonly SavedView[] {
  return recall(store, viewsKey(place), []);
}

export function saveView(store: Store, place: TopicPlace, view: SavedView): readonly SavedView[] {
  const others = viewsOf(store, place).filter(({ name }) => name !== view.name);
  return keepViews(store, place, [...others, view]);
}

export function removeView(store: Store, place: TopicPlace, name: string): readonly SavedView[] {
  return keepViews(
    store,
    place,
    viewsOf(store, place).filter((view) => view.name !== name),
  );
}

function keepViews(store: Store, place: TopicPlace, views: readonly SavedView[]): readonly SavedView[] {
  const sorted = views.toSorted((a, b) => a.name.localeCompare(b.name));
  store.saveSetting(viewsKey(place), JSON.stringify(sorted));
  return sorted;
}

/** What cannot be read any more is forgotten. */
function recall<T>(store: Store, key: string, fallback: T): T {
  try {
    return (JSON.parse(store.setting(key) ?? 'null') as T | null) ?? fallback;
  } catch {
    return fallback;
  }
}

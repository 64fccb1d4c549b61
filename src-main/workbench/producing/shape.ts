// A JSON schema learnt from examples: what names there are, of what types, and which are always there. Pure.

interface Learnt {
  readonly types: Set<string>;
  count: number;
  readonly properties: Map<string, Learnt>;
  items: Learnt | null;
  /** Texts seen, while they are few. */
  texts: Set<string> | null;
}

const DEPTH_MAX = 12;
const PROPERTIES_MAX = 400;
/** So few different texts, each seen again and again, are likely all there are. */
const CHOICES = { most: 8, timesEach: 3, longest: 40 } as const;

/** draft-07, or null when there was no example. Nothing is forbidden by it: what is new is new, not wrong. */
export function schemaFrom(examples: readonly unknown[]): Record<string, unknown> | null {
  if (examples.length === 0) return null;
  const root = nothing();
  for (const example of examples) learn(root, example, 0);
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...schemaOf(root) };
}

function nothing(): Learnt {
  return { types: new Set(), count: 0, properties: new Map(), items: null, texts: new Set() };
}

function learn(learnt: Learnt, value: unknown, depth: number): void {
  learnt.count++;
  const type = typeOf(value);
  learnt.types.add(type);
  if (depth >= DEPTH_MAX) return;
  if (typeof value === 'string') {
    if (value.length > CHOICES.longest) learnt.texts = null;
    learnt.texts?.add(value);
    if (learnt.texts !== null && learnt.texts.size > CHOICES.most) learnt.texts = null;
  } else if (Array.isArray(value)) {
    learnt.items ??= nothing();
    for (const item of value.slice(0, 100)) learn(learnt.items, item, depth + 1);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      let property = learnt.properties.get(name);
      if (property === undefined) {
        if (learnt.properties.size >= PROPERTIES_MAX) continue;
        learnt.properties.set(name, (property = nothing()));
      }
      learn(property, member, depth + 1);
    }
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function schemaOf(learnt: Learnt): Record<string, unknown> {
  const types = new Set(learnt.types);
  if (types.has('number')) types.delete('integer');
  const schema: Record<string, unknown> = {};
  if (types.size > 0) schema.type = types.size === 1 ? [...types][0] : [...types].sort();
  const { texts } = learnt;
  if (types.size === 1 && types.has('string') && texts !== null && texts.size > 0) {
    // Offered, not demanded: the next record may bring another.
    if (learnt.count >= texts.size * CHOICES.timesEach) schema.examples = [...texts].sort();
  }
  if (learnt.properties.size > 0) {
    // An integer-like name first or last must not move what the records have in their order.
    schema.properties = Object.fromEntries(
      [...learnt.properties].map(([name, property]) => [name, schemaOf(property)]),
    );
    const always = [...learnt.properties].filter(([, { count }]) => count >= learnt.count);
    if (types.size === 1 && always.length > 0) schema.required = always.map(([name]) => name);
  }
  if (learnt.items !== null && learnt.items.count > 0) schema.items = schemaOf(learnt.items);
  return schema;
}

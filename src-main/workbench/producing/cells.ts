// Cells of a CSV as JSON texts, typed as a JSON schema has them: a CSV itself knows only text. Pure.
import type { CsvRow } from './lines.ts';

type Schema = Readonly<Record<string, unknown>>;

const DEPTH_MAX = 20;

/** Types that a schema allows; empty: it does not say. */
interface Allowed {
  readonly types: ReadonlySet<string>;
  readonly properties: ReadonlyMap<string, Schema>;
}

/** `schema` null: nothing is known of what the cells shall be, and what looks like JSON is taken for it. */
export class Cells {
  readonly #root: Schema | null;
  readonly #own: Allowed;
  readonly #fields = new Map<string, Allowed>();

  constructor(schema: Schema | null) {
    this.#root = schema;
    this.#own = this.#allowed(schema ?? {});
  }

  jsonOfCell(cell: string): string {
    return jsonOf(cell, this.#own.types);
  }

  /** An object by the names of the columns; an empty cell of a field that cannot be null is left out. */
  jsonOfRow(row: CsvRow): string {
    const members = row.flatMap(([name, cell]) => {
      const { types } = this.#field(name);
      if (cell === null && types.size > 0 && !types.has('null')) return [];
      return [`${JSON.stringify(name)}:${cell === null ? 'null' : jsonOf(cell, types)}`];
    });
    return `{${members.join(',')}}`;
  }

  #field(name: string): Allowed {
    let field = this.#fields.get(name);
    if (field === undefined)
      this.#fields.set(name, (field = this.#allowed(this.#own.properties.get(name) ?? {})));
    return field;
  }

  #allowed(schema: Schema): Allowed {
    const types = new Set<string>();
    const properties = new Map<string, Schema>();
    const visit = (one: unknown, depth: number): void => {
      if (typeof one !== 'object' || one === null || depth > DEPTH_MAX) return;
      const { $ref, type, allOf, anyOf, oneOf, properties: own, enum: choices } = one as Schema;
      if (typeof $ref === 'string') return visit(this.#resolve($ref), depth + 1);
      for (const name of [type].flat()) if (typeof name === 'string') types.add(name);
      if (Array.isArray(choices)) for (const choice of choices) types.add(typeOf(choice));
      if (typeof own === 'object' && own !== null)
        for (const [name, property] of Object.entries(own))
          if (!properties.has(name)) properties.set(name, property as Schema);
      for (const some of [allOf, anyOf, oneOf])
        if (Array.isArray(some)) for (const branch of some) visit(branch, depth + 1);
    };
    visit(schema, 0);
    return { types, properties };
  }

  /** Within the schema itself (`#/definitions/Order`); undefined: nowhere there. */
  #resolve(reference: string): unknown {
    if (!reference.startsWith('#')) return undefined;
    let at: unknown = this.#root;
    for (const name of reference.slice(1).split('/').filter(Boolean)) {
      const key = decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
      at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Schema)[key] : undefined;
    }
    return at;
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A cell that is JSON of an allowed type stays as it is, to the digit; any other is text. */
function jsonOf(cell: string, types: ReadonlySet<string>): string {
  const text = cell.trim();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return JSON.stringify(cell);
  }
  const type = typeOf(parsed);
  if (types.size === 0 || types.has(type) || (type === 'number' && types.has('integer'))) {
    // Where text is expected, quotes of its own belong to it, and `null` is a word: an empty cell is null.
    if (types.has('string') && (type === 'string' || type === 'null')) return JSON.stringify(cell);
    return text;
  }
  return types.has('string') ? JSON.stringify(cell) : text;
}

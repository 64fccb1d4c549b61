/** The JSON types of schemas that are made here. An editor completes a property's value by the type beside it, and looks no deeper. */

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
}

/** The same schema, with the types of all that it allows beside it; null last, which is completed last. Unchanged where anything may stand. */
export function withTypes(schema: Schema): object {
  const types = typesOf(schema);
  if (types === null) return schema;
  const sorted = [...new Set(types)].sort((a, b) => Number(a === 'null') - Number(b === 'null'));
  const type = sorted.length === 1 ? sorted[0] : sorted;
  // Beside a $ref nothing else counts.
  return schema.$ref === undefined ? { ...schema, type } : { allOf: [schema], type };
}

/** Null: any. */
function typesOf({ type, enum: choices, anyOf, $ref }: Schema): readonly string[] | null {
  if (type !== undefined) return typeof type === 'string' ? [type] : type;
  // All that is referred to are records and messages.
  if ($ref !== undefined) return ['object'];
  if (choices !== undefined) return choices.map((choice) => (choice === null ? 'null' : typeof choice));
  if (anyOf === undefined) return null;
  const all = anyOf.map(typesOf);
  return all.includes(null) ? null : all.flatMap((one) => one!);
}

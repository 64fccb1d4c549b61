/** An Avro schema as JSON Schema: what a JSON editor needs to validate and complete a value that will be encoded. */
import { withTypes } from './json-types.ts';
import { losslessJson } from './lossless-json.ts';

/** avsc's types are loosely typed here as they are where they are encoded. */
type AvroType = any;

const INT = { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 } as const;
/** JSON has no words for these doubles. */
const DOUBLE = { anyOf: [{ type: 'number' }, { enum: ['NaN', 'Infinity', '-Infinity'] }] } as const;
const PLAIN: Readonly<Record<string, object>> = {
  null: { type: 'null' },
  boolean: { type: 'boolean' },
  int: INT,
  long: { type: 'integer' },
  'abstract:long': { type: 'integer' },
  float: DOUBLE,
  double: DOUBLE,
  string: { type: 'string' },
  bytes: { type: 'string', description: 'bytes: a character from U+0000 to U+00FF for each' },
};

export function avroJsonSchema(root: AvroType): object {
  const definitions: Record<string, object> = {};
  const of = (type: AvroType): object => {
    const plain = PLAIN[type.typeName];
    if (plain !== undefined) return plain;
    switch (type.typeName) {
      case 'fixed':
        return {
          type: 'string',
          minLength: type.size,
          maxLength: type.size,
          description: `${type.size} bytes`,
        };
      case 'enum':
        return { enum: type.symbols };
      case 'array':
        return { type: 'array', items: of(type.itemsType) };
      case 'map':
        return { type: 'object', additionalProperties: of(type.valuesType) };
      case 'record':
      case 'error':
        return record(type);
      case 'union:wrapped':
      case 'union:unwrapped':
        return union(type);
      case 'logical:decimal':
        return { type: 'number', description: 'decimal' };
      default:
        if (!type.typeName.startsWith('logical:')) return {};
        return { ...of(type.underlyingType), description: type.typeName.slice('logical:'.length) };
    }
  };
  const record = (type: AvroType): object => {
    if (definitions[type.name] === undefined) {
      // Known by its name before its fields are looked at: a record may have itself in it.
      const own: Record<string, unknown> = (definitions[type.name] = {});
      const fields = type.fields as AvroType[];
      Object.assign(own, {
        title: type.name,
        ...(type.doc && { description: type.doc }),
        type: 'object',
        properties: Object.fromEntries(fields.map((field) => [field.name, property(field)])),
        required: fields.filter((field) => field.defaultValue() === undefined).map(({ name }) => name),
        additionalProperties: false,
      });
    }
    return { $ref: `#/definitions/${type.name}` };
  };
  const property = (field: AvroType): object => {
    const fallback = field.defaultValue();
    const about = {
      ...(field.doc && { description: field.doc }),
      ...(fallback !== undefined && { default: JSON.parse(losslessJson(fallback)) as unknown }),
    };
    return { ...withTypes(of(field.type)), ...about };
  };
  /** A branch's value stands bare, or named: `{"string": "x"}`. */
  const union = (type: AvroType): object => {
    const branches = type.types as AvroType[];
    const named = branches
      .filter(({ typeName }) => typeName !== 'null')
      .map((branch) => ({
        type: 'object',
        properties: { [branch.branchName]: of(branch) },
        required: [branch.branchName],
        additionalProperties: false,
        doNotSuggest: true,
      }));
    return { anyOf: [...branches.map(of), ...named] };
  };
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...of(root), definitions };
}

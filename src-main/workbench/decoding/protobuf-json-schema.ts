/** A Protobuf message as JSON Schema of its ProtoJSON form: what a JSON editor needs. */
import protobuf from 'protobufjs';
import { withTypes } from './json-types.ts';

const INT = { type: ['integer', 'string'] } as const;
const DOUBLE = { anyOf: [{ type: 'number' }, { enum: ['NaN', 'Infinity', '-Infinity'] }] } as const;
const BYTES = { type: 'string', description: 'base64' } as const;
const SCALARS: Readonly<Record<string, object>> = {
  double: DOUBLE,
  float: DOUBLE,
  bool: { type: 'boolean' },
  string: { type: 'string' },
  bytes: BYTES,
};
/** Messages whose JSON is not an object of their fields (ProtoJSON). */
const WELL_KNOWN: Readonly<Record<string, object>> = {
  Timestamp: { type: 'string', description: 'RFC 3339, as 2026-01-31T12:00:00.123Z' },
  Duration: { type: 'string', pattern: '^-?\\d+(\\.\\d+)?s$', description: 'seconds, as 1.5s' },
  FieldMask: { type: 'string' },
  Struct: { type: 'object' },
  Value: {},
  NullValue: { type: 'null' },
  ListValue: { type: 'array' },
  Any: { type: 'object', properties: { '@type': { type: 'string' } }, required: ['@type'] },
  Empty: { type: 'object', additionalProperties: false },
  DoubleValue: DOUBLE,
  FloatValue: DOUBLE,
  Int64Value: INT,
  UInt64Value: INT,
  Int32Value: INT,
  UInt32Value: INT,
  BoolValue: { type: 'boolean' },
  StringValue: { type: 'string' },
  BytesValue: BYTES,
};
const PACKAGE = '.google.protobuf.';

export function protobufJsonSchema(root: protobuf.Type): object {
  const definitions: Record<string, object> = {};
  const valueOf = (field: protobuf.Field): object => {
    const { resolvedType } = field.resolve();
    if (resolvedType instanceof protobuf.Enum)
      return resolvedType.fullName === `${PACKAGE}NullValue`
        ? { type: 'null' }
        : { enum: [...Object.keys(resolvedType.values), ...Object.values(resolvedType.values)] };
    if (resolvedType instanceof protobuf.Type) return message(resolvedType);
    return SCALARS[field.type] ?? INT;
  };
  const fieldSchema = (field: protobuf.Field): object => {
    const value = valueOf(field);
    const one = field.repeated
      ? { type: 'array', items: value }
      : field.map
        ? { type: 'object', additionalProperties: value }
        : value;
    // Null means the default, for any field. The choices of an enum are offered where they stand by themselves.
    const nullable = withTypes(
      'enum' in one ? { enum: [...(one.enum as unknown[]), null] } : { anyOf: [one, { type: 'null' }] },
    );
    return field.comment ? { ...nullable, description: field.comment } : nullable;
  };
  const message = (type: protobuf.Type): object => {
    const { fullName } = type;
    const wellKnown = fullName.startsWith(PACKAGE) ? WELL_KNOWN[fullName.slice(PACKAGE.length)] : undefined;
    if (wellKnown !== undefined) return wellKnown;
    const name = fullName.slice(1);
    if (definitions[name] === undefined) {
      const own: Record<string, unknown> = (definitions[name] = {});
      const properties: Record<string, object> = {};
      for (const field of type.fieldsArray) {
        const schema = fieldSchema(field);
        const { jsonName } = field as protobuf.Field & { jsonName?: string };
        properties[jsonName ?? field.name] = schema;
        // The name in the file is understood as well.
        properties[field.name] ??= { ...schema, doNotSuggest: true };
      }
      const required = type.fieldsArray.filter((field) => field.required).map(({ name: field }) => field);
      Object.assign(own, {
        title: name,
        ...(type.comment && { description: type.comment }),
        type: 'object',
        properties,
        ...(required.length > 0 && { required }),
        additionalProperties: type.extensions === undefined ? false : true,
      });
    }
    return { $ref: `#/definitions/${name}` };
  };
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...message(root), definitions };
}

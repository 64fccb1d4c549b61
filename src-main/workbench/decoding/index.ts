export {
  automaticDecoding,
  Decoding,
  type DecodingOptions,
  type KnownSchema,
  type Part,
  type RecordSchema,
  type SchemaSource,
} from './decoding.ts';
export { prefixFraming, SCHEMA_HEADERS, type SchemaId } from './framing.ts';
export { Digits, losslessJson, parseLosslessly } from './lossless-json.ts';
export { readSchema } from './read-schema.ts';
export type { SchemaFormat, SchemaKind, SchemaText } from './schema-format.ts';

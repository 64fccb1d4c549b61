import type { SchemaFormat, SchemaText } from './schema-format.ts';

/** Reads a schema; the library for its kind is loaded on first use. Rejects with an Error that says what is wrong. */
export async function readSchema(schema: SchemaText): Promise<SchemaFormat> {
  switch (schema.kind) {
    case 'avro':
      return (await import('./avro.ts')).avroFormat(schema);
    case 'protobuf':
      return (await import('./protobuf.ts')).protobufFormat(schema);
    case 'json-schema':
      return (await import('./json-schema.ts')).jsonSchemaFormat(schema);
  }
}

/** JSON, held against a JSON Schema. Loaded on first use. */
import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { SchemaFormat, SchemaText } from './schema-format.ts';

/** Problems named to a person at most. */
const PROBLEMS = 3;

/** Draft-07, 2019-09 or 2020-12, as `$schema` says. Throws an Error for a schema that is none. */
export function jsonSchemaFormat({ text, references }: SchemaText): SchemaFormat {
  const schema = JSON.parse(text) as { $schema?: string; title?: unknown } | boolean;
  const draft = typeof schema === 'object' ? (schema.$schema ?? '') : '';
  const Validator = draft.includes('2020-12') ? Ajv2020 : draft.includes('2019-09') ? Ajv2019 : Ajv;
  const ajv = new Validator({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    allErrors: true,
  });
  for (const reference of references) ajv.addSchema(JSON.parse(reference.text) as object, reference.name);
  // A dialect that is not known is read as the default one rather than refused.
  const valid = ajv.compile(typeof schema === 'object' ? withoutDialect(schema) : schema);
  return {
    kind: 'json-schema',
    decode(bytes, at) {
      const json = bytes.toString('utf8', at);
      JSON.parse(json);
      return json;
    },
    encode(jsonText) {
      if (!valid(JSON.parse(jsonText))) throw new Error(explain(valid.errors ?? []));
      return Buffer.from(jsonText);
    },
    types:
      typeof schema === 'object' && typeof schema.title === 'string'
        ? [{ name: schema.title, path: [] }]
        : [],
    editorSchema: async () => null,
  };
}

function withoutDialect(schema: { $schema?: string }): object {
  const { $schema: _dialect, ...rest } = schema;
  return rest;
}

function explain(errors: readonly ErrorObject[]): string {
  return errors
    .slice(0, PROBLEMS)
    .map(
      ({ instancePath, message }) =>
        `${instancePath.slice(1).replaceAll('/', '.') || 'the value'} ${message}`,
    )
    .join('; ');
}

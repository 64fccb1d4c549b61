/** A draft whose key or value is encoded with a schema of the registry; pure. */
import type { PayloadInput, SchemaChoice, SendRequest } from '../../../src-main/contract/index.ts';
import type { Draft } from './draft.ts';
import type { Part } from './schema-store.ts';

/** Text that is to be encoded; null, and bytes that nobody edited, are sent as they are. */
export function encodedInput(draft: Draft, part: Part, plain: PayloadInput): PayloadInput {
  const schema = draft.schemas?.[part];
  if (!schema || plain.kind === 'null' || draft.binary[part] !== null) return plain;
  const kept = draft.kept?.[part];
  // Nobody changed text or schema: the very bytes, also where encoding has a choice or the text says less than they do.
  if (kept?.schema && kept.base64 !== null && kept.text === draft[part] && isSame(kept.schema, schema))
    return { kind: 'base64', base64: kept.base64 };
  return { kind: 'schema', text: draft[part] ?? '', schema };
}

/** What is sent, with the schemas that were chosen. */
export function withSchemas(request: SendRequest, draft: Draft): SendRequest {
  return {
    ...request,
    key: encodedInput(draft, 'key', request.key),
    value: encodedInput(draft, 'value', request.value),
  };
}

function isSame(one: SchemaChoice, other: SchemaChoice): boolean {
  return (
    one.strategy === other.strategy &&
    one.name === other.name &&
    one.version === other.version &&
    one.messageType === other.messageType &&
    one.framing === other.framing
  );
}

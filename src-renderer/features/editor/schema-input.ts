/** A draft whose key or value is encoded with a schema of the registry; pure. */
import type { PayloadInput, SendRequest } from '../../../src-main/contract/index.ts';
import type { Draft } from './draft.ts';
import type { Part } from './schema-store.ts';

/** Text that is to be encoded; null, and bytes that nobody edited, are sent as they are. */
export function encodedInput(draft: Draft, part: Part, plain: PayloadInput): PayloadInput {
  const schema = draft.schemas?.[part];
  if (!schema || plain.kind === 'null' || draft.binary[part] !== null) return plain;
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

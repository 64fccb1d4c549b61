/** The draft as a template, and a template as a draft; pure. */
import type { MessageTemplate } from '../../../src-main/contract/index.ts';
import { EMPTY_DRAFT, type Draft } from './draft.ts';

/** Null: key or value is bytes, which no variable can stand in. */
export function templateOf(draft: Draft): MessageTemplate | null {
  if (draft.binary.key !== null || (draft.binary.value !== null && !draft.tombstone)) return null;
  return {
    key: draft.key,
    value: draft.tombstone ? null : draft.value,
    headers: draft.headers
      .filter(({ name }) => name !== '')
      .map(({ name, value, isNull }) => ({ name, value: isNull ? null : value })),
    partition: draft.partition === '' ? null : Number(draft.partition),
    ...(draft.schemas && { schemas: draft.schemas }),
  };
}

/** Where it goes, compression, acks and time stay as they are chosen. */
export function draftOfTemplate(template: MessageTemplate, before: Draft): Draft {
  return {
    ...EMPTY_DRAFT,
    ...(before.target && { target: before.target }),
    compression: before.compression,
    acks: before.acks,
    key: template.key,
    value: template.value ?? '',
    tombstone: template.value === null,
    headers: template.headers.map(({ name, value }) => ({
      name,
      value: value ?? '',
      isNull: value === null,
    })),
    partition: template.partition === null ? '' : String(template.partition),
    ...(template.schemas && { schemas: template.schemas }),
  };
}

export function hasVariables(draft: Draft): boolean {
  const texts = [draft.key ?? '', draft.tombstone ? '' : draft.value];
  for (const { name, value } of draft.headers) texts.push(name, value);
  return texts.some((text) => /\{\{[^{}]*\}\}/.test(text));
}

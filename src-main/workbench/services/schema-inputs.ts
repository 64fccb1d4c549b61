import { z } from '../router/index.ts';

const NAME_MAX = 1_000;
const TEXT_MAX = 10_000_000;

export const subjectName = z.string().check(z.minLength(1), z.maxLength(NAME_MAX));
export const schemaChoice = z.object({
  strategy: z.enum(['topic', 'record', 'topic-record', 'subject']),
  name: z.string().check(z.maxLength(NAME_MAX)),
  version: z.nullable(z.int().check(z.minimum(1))),
  messageType: z.nullable(z.string().check(z.minLength(1), z.maxLength(NAME_MAX))),
  framing: z.enum(['prefix', 'header']),
});
export const schemaInput = z.object({
  kind: z.literal('schema'),
  text: z.string().check(z.maxLength(TEXT_MAX)),
  schema: schemaChoice,
});

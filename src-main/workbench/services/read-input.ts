/** Where reading begins and ends and what it lets through, as screens say it. */
import { FILTER_TESTS, JSON_TYPES } from '../../contract/index.ts';
import { epochMs, offset, z } from '../router/index.ts';

/** Of one reading. */
export const LIMIT_MAX = 100_000;
const filterText = z.string().check(z.maxLength(10_000));
const filterTest = z.enum(FILTER_TESTS);
export const readFromInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('newest'), count: z.int().check(z.minimum(1), z.maximum(LIMIT_MAX)) }),
  z.object({ kind: z.literal('oldest') }),
  z.object({ kind: z.literal('offset'), offset }),
  z.object({ kind: z.literal('timestamp'), timestampMs: epochMs }),
  z.object({ kind: z.literal('ago'), ms: z.int().check(z.minimum(0)) }),
  z.object({ kind: z.literal('group'), groupId: z.string().check(z.minLength(1)) }),
  z.object({ kind: z.literal('live') }),
]);

export const readFilterInput = z.object({
  text: filterText,
  clauses: z
    .array(
      z.discriminatedUnion('on', [
        z.object({
          on: z.enum(['key', 'value']),
          path: filterText,
          test: filterTest,
          operand: filterText,
          type: z.optional(z.enum(JSON_TYPES)),
        }),
        z.object({ on: z.literal('header'), name: filterText, test: filterTest, operand: filterText }),
        z.object({
          on: z.enum(['partition', 'offset', 'timestamp', 'size']),
          test: filterTest,
          operand: filterText,
        }),
      ]),
    )
    .check(z.maxLength(100)),
  script: z.string().check(z.maxLength(100_000)),
});

export const readUntilInput = z.nullable(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('offset'), offset }),
    z.object({ kind: z.literal('timestamp'), timestampMs: epochMs }),
  ]),
);

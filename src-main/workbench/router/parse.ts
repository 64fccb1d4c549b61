/** Input of screens is checked where it comes in; errors name the field. */
import type * as z from 'zod/mini';
import { recognised, type SaidValue, say } from '../../contract/index.ts';
import { type Failure, invalidInput } from './failure.ts';

/** A schema whose output is T. */
export interface Schema<T> {
  safeParse(
    input: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly z.core.$ZodIssue[] } };
}

/** Throws a Failure 'invalid-input' that names the first field at fault. */
export function parseInput<T>(schema: Schema<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw explain(result.error.issues[0]);
}

/** Fields that people fill in, in words; screens that call with others are at fault themselves. */
const FIELDS: Readonly<Record<string, SaidValue>> = {
  '': say('input.itself'),
  'settings.name': say('input.connectionName'),
  'settings.bootstrapServers': say('input.bootstrapServers'),
  'settings.sasl.tokenUrl': say('input.tokenUrl'),
  'settings.registry.url': say('input.registryUrl'),
  'settings.tls.truststore.path': say('input.storePath'),
  'settings.tls.keystore.path': say('input.storePath'),
};

function explain(issue: z.core.$ZodIssue): Failure {
  const name = issue.path.join('.');
  const field = FIELDS[name] ?? `'${name}'`;
  return invalidInput(say('input.wrong', { field, requirement: requirement(issue) }));
}

function requirement(issue: z.core.$ZodIssue): SaidValue {
  switch (issue.code) {
    case 'invalid_type':
      return say('input.mustBe', { what: typeInWords(issue.expected) });
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? say('input.empty')
        : say('input.atLeast', { least: String(issue.minimum) });
    case 'too_big': {
      const most = String(issue.maximum);
      return issue.origin === 'string' ? say('input.tooLong', { most }) : say('input.atMost', { most });
    }
    case 'invalid_value':
      return say('input.oneOf', { names: issue.values.map(String).join(', ') });
    case 'invalid_union':
      return say('input.noKind');
    case 'unrecognized_keys':
      return say('input.unknownKeys', { names: issue.keys.join(', ') });
    default:
      // A text of one of our own checks, which is a saying, too.
      return issue.message === 'Invalid input'
        ? say('input.invalid')
        : (recognised(issue.message) ?? issue.message);
  }
}

function typeInWords(expected: string): SaidValue {
  switch (expected) {
    case 'int':
    case 'safeint':
      return say('input.wholeNumber');
    case 'number':
      return say('input.number');
    case 'string':
      return say('input.text');
    case 'boolean':
      return say('input.boolean');
    case 'array':
      return say('input.array');
    case 'object':
      return say('input.object');
    default:
      return `${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}`;
  }
}

/** Input of screens is checked where it comes in; errors name the field. */
import type * as z from 'zod/mini';
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

function explain(issue: z.core.$ZodIssue): Failure {
  const field = issue.path.length === 0 ? 'The input' : `'${issue.path.join('.')}'`;
  return invalidInput(`${field} ${requirement(issue)}.`);
}

function requirement(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? 'must not be empty'
        : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'is none of the kinds there are';
    case 'unrecognized_keys':
      return `knows no ${issue.keys.join(', ')}`;
    default:
      return issue.message === 'Invalid input' ? 'is not valid' : issue.message;
  }
}

function article(expected: string): string {
  const name = expected === 'int' || expected === 'safeint' ? 'whole number' : expected;
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`;
}

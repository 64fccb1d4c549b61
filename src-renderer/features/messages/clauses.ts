/** Conditions as a person reads and makes them; pure. */
import type { FilterClause, FilterTest, MessageRow } from '../../../src-main/contract/index.ts';
import { memberPath, parseJson, type JsonNode } from '../../lib/json/index.ts';
import { t } from '../../lib/i18n/index.ts';

/** What a condition looks at, as the form lists it. */
export const SUBJECTS = ['value', 'key', 'header', 'partition', 'offset', 'timestamp', 'size'] as const;
export type Subject = (typeof SUBJECTS)[number];

export function clauseOf(subject: Subject, place: string, test: FilterTest, operand: string): FilterClause {
  if (subject === 'value' || subject === 'key') return { on: subject, path: place.trim(), test, operand };
  if (subject === 'header') return { on: 'header', name: place.trim(), test, operand };
  return { on: subject, test, operand: operand.trim() };
}

/** Whether a test is asked without a value beside it. */
export function needsNoOperand(test: FilterTest): boolean {
  return test === 'exists' || test === 'exists-not';
}

/** "value.city is Seoul". */
export function clauseLabel(clause: FilterClause): string {
  const place = 'path' in clause ? clause.path : 'name' in clause ? clause.name : '';
  const subject = t(`filter.on.${clause.on}`);
  const what = place === '' ? subject : `${subject} ${place}`;
  const test = t(`filter.test.${clause.test}`);
  return needsNoOperand(clause.test) ? `${what} ${test}` : `${what} ${test} ${operandLabel(clause)}`;
}

/** A text that reads like a number, true, false or null stands in quotes where it is asked for as a text. */
function operandLabel(clause: FilterClause): string {
  const { operand } = clause;
  const isText = 'type' in clause && clause.type === 'string';
  const parsed = parseJson(operand);
  if (isText && parsed.ok && (parsed.node.kind === 'number' || parsed.node.kind === 'literal'))
    return JSON.stringify(operand);
  return operand || '“”';
}

/** The list with a condition more; one about the same place and value but the other way round is replaced. */
export function withClause(clauses: readonly FilterClause[], added: FilterClause): FilterClause[] {
  const same = (one: FilterClause): boolean =>
    JSON.stringify({ ...one, test: '' }) === JSON.stringify({ ...added, test: '' });
  return [...clauses.filter((one) => !same(one)), added];
}

const ROWS_LEARNT_FROM = 50;
const PATHS = 200;
const DEPTH = 6;

/** Paths that lead to values in the records read, the commonest first: what a person may want to ask about. */
export function pathsIn(rows: readonly MessageRow[], part: 'key' | 'value'): string[] {
  const counts = new Map<string, number>();
  for (const row of rows.slice(0, ROWS_LEARNT_FROM)) {
    const payload = row[part];
    if (payload.format !== 'json' || payload.cut) continue;
    const parsed = parseJson(payload.text);
    if (parsed.ok)
      for (const path of new Set(leavesOf(parsed.node))) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, many], [b, more]) => more - many || a.localeCompare(b))
    .slice(0, PATHS)
    .map(([path]) => path);
}

function* leavesOf(node: JsonNode, path = '', depth = 0): Generator<string> {
  if (depth > DEPTH) return;
  if (node.kind === 'object')
    for (const { key, value } of node.members) yield* leavesOf(value, memberPath(path, key), depth + 1);
  else if (node.kind === 'array')
    for (const item of node.items.slice(0, 3)) yield* leavesOf(item, `${path}[*]`, depth + 1);
  else if (path !== '') yield path;
}

/** The first value at a path, as text; null where there is none. `[*]` means the first element. */
export function textAt(text: string, path: string): string | null {
  const parsed = parseJson(text);
  if (!parsed.ok) return null;
  let at: JsonNode | undefined = parsed.node;
  for (const [, name, index, quoted] of path.matchAll(
    /\.?([^.[\]"]+)|\[(\d+|\*)\]|\.?\[("(?:[^"\\]|\\.)*")\]/g,
  )) {
    if (at === undefined) return null;
    if (index !== undefined)
      at = at.kind === 'array' ? at.items[index === '*' ? 0 : Number(index)] : undefined;
    else {
      const key = quoted === undefined ? name : (JSON.parse(quoted) as string);
      at = at.kind === 'object' ? at.members.findLast((member) => member.key === key)?.value : undefined;
    }
  }
  if (at === undefined) return null;
  switch (at.kind) {
    case 'string':
    case 'literal':
      return at.value;
    case 'number':
      return at.raw;
    case 'array':
      return t('count.items', { count: at.items.length });
    case 'object':
      return t('count.fields', { count: at.members.length });
  }
}

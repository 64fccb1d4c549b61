import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(import.meta.dirname, 'FEATURES.md'), 'utf8');
const rows = [...text.matchAll(/^\| (.+?) \| (yes|different|no) \| (.*?) \|$/gm)].map((match) => ({
  name: match[1]!,
  have: match[2]!,
  proof: match[3]!,
}));

/** `file`: title; `file`: title. note */
function proofsOf(cell: string): { file: string; title: string }[] {
  return cell
    .split('; `')
    .flatMap((part) => [...(/^`?([^`]+\.ts)`: (.+)$/.exec(part)?.slice(1, 3) ?? [])].join('\n'))
    .filter(Boolean)
    .map((pair) => ({ file: pair.split('\n')[0]!, title: pair.split('\n')[1]! }));
}

/** The titles that a file of tests gives. */
function titlesOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map((match) =>
    match[2]!.replaceAll(/\\(.)/g, '$1'),
  );
}

test('every yes names tests that exist', () => {
  const wrong: string[] = [];
  for (const { name, proof } of rows.filter(({ have }) => have === 'yes')) {
    const proofs = proofsOf(proof);
    if (proofs.length === 0) wrong.push(`${name}: no test`);
    for (const { file, title } of proofs) {
      if (!existsSync(join(ROOT, file))) wrong.push(`${name}: there is no ${file}`);
      else if (!titlesOf(file).some((one) => title === one || title.startsWith(`${one}. `)))
        wrong.push(`${name}: ${file} has no test '${title}'`);
    }
  }
  expect(wrong).toEqual([]);
});

test('what is not so says why, and the sums are right', () => {
  expect(rows.filter(({ have, proof }) => have !== 'yes' && proof.length < 8)).toEqual([]);
  const count = (have: string) => rows.filter((row) => row.have === have).length;
  expect(text).toContain(
    `Of ${rows.length} rows ${count('yes')} yes, ${count('different')} different, ${count('no')} no.`,
  );
});

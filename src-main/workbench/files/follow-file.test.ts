import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeClock } from '../../env/node/index.ts';
import { type FileNews, followFile } from './follow-file.ts';

test('the end of a file, whole lines as they come, and a file that begins anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-follow-'));
  const path = join(folder, 'node.log');
  const leaving = new AbortController();
  const told: FileNews[] = [];
  const following = followFile(
    path,
    { clock: nodeClock(), signal: leaving.signal, lastBytes: 12 },
    (news) => void told.push(news),
  );
  const next = (count: number) => expect.poll(() => told.length, { timeout: 5_000 }).toBe(count);
  await next(1);
  expect(told[0]).toMatchObject({ text: '', whole: true });
  appendFileSync(path, 'one\ntwo\nhal');
  await next(2);
  expect(told[1]).toMatchObject({ text: 'one\ntwo\n', whole: false });
  appendFileSync(path, 'f\n');
  await next(3);
  expect(told[2]).toMatchObject({ text: 'half\n' });
  writeFileSync(path, 'anew\n');
  await next(4);
  expect(told[3]).toMatchObject({ text: 'anew\n', skippedBytes: 0, whole: true });
  leaving.abort();
  await following;
  const late: FileNews[] = [];
  const again = new AbortController();
  appendFileSync(path, 'second line\nend\n');
  const reading = followFile(path, { clock: nodeClock(), signal: again.signal, lastBytes: 12 }, (news) => {
    late.push(news);
    again.abort();
  });
  await reading;
  expect(late).toMatchObject([{ text: 'end\n', skippedBytes: 17, whole: true }]);
  rmSync(folder, { recursive: true });
});

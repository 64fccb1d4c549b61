import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientIdentity } from '../../client/index.ts';
import { StoreReader } from './stores.ts';

test('what is no keystore is refused before it is read, with the reason', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-stores-'));
  try {
    const large = join(dir, 'large.pem');
    writeFileSync(large, '');
    truncateSync(large, 16 * 1024 * 1024 + 1);
    const empty = join(dir, 'empty.pem');
    writeFileSync(empty, '');
    const certificate = join(dir, 'ca.pem');
    writeFileSync(certificate, '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n');
    const reasons: [path: string, reason: string][] = [
      [dir, `${dir}: it is a folder or a device, and no file`],
      [devNull, `${devNull}: it is a folder or a device, and no file`],
      [large, `${large}: it is too large to be a keystore`],
      [empty, `${empty} is empty`],
      [join(dir, 'none'), `${join(dir, 'none')}: there is no such file`],
      [certificate, `${certificate}: there is no private key in it`],
    ];
    for (const [path, reason] of reasons)
      await expect(
        new StoreReader().read({ kind: 'path', path }, undefined, {}, clientIdentity),
      ).rejects.toThrow(reason);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

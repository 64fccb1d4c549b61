import { crc32 as nativeCrc32, crc32c as nativeCrc32c } from '@node-rs/crc32';

// Every byte that is appended goes through here. Of @node-rs/crc32 1.10.8, for Linux on x86-64, the processor's CRC
// instruction sits in a function that is called for each 8 bytes: 6 GB/s, where 1.10.7 has 20. Measure before you raise it.

const PAGE_BYTES = 4096;
/** From here on it is worth its time to look for the pages ahead. */
const MANY_PAGES_BYTES = 8 * PAGE_BYTES;
/** Written to, so that the compiler leaves the reads where they are. */
const seen = new Uint8Array(1);

/**
 * Reads one byte of each page, and the processor looks for many pages at the same time; the sum would wait for one after the
 * other. Of bytes that came a while ago it takes a tenth less time then, in a virtual machine.
 */
function findPages(bytes: Uint8Array): void {
  let some = 0;
  for (let at = 0; at < bytes.length; at += PAGE_BYTES) some |= bytes[at];
  seen[0] = some;
}

/** CRC-32C (Castagnoli) as an unsigned 32-bit number; `initial` continues an earlier sum. */
export function crc32c(bytes: Uint8Array, initial = 0): number {
  if (bytes.length >= MANY_PAGES_BYTES) findPages(bytes);
  return nativeCrc32c(bytes, initial);
}

/** CRC-32 (IEEE), which messages older than Kafka 0.11 carry. */
export function crc32(bytes: Uint8Array): number {
  return nativeCrc32(bytes);
}

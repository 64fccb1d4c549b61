// How many different keys there are, in bounded memory. Pure.
import { crc32c, murmur2 } from '../../base/index.ts';

/** So many keys are kept as they are… */
const EXACT_MAX = 100_000;
/** …if they take no more than this. */
const EXACT_BYTES_MAX = 16 * 1024 * 1024;
/** 2^14 registers: a standard error of 1.04 / √16384. */
const REGISTER_BITS = 14;
const REGISTERS = 1 << REGISTER_BITS;
const STANDARD_ERROR_PERCENT = 0.8125;

/** Exact while the keys are few; then a HyperLogLog (Flajolet et al. 2007) with hashes of 64 bits. */
export class UniqueKeys {
  #exact: Set<string> | undefined = new Set();
  #exactBytes = 0;
  readonly #registers = new Uint8Array(REGISTERS);

  add(key: Buffer): void {
    this.#note(key);
    if (this.#exact === undefined) return;
    const text = key.toString('latin1');
    if (this.#exact.has(text)) return;
    this.#exact.add(text);
    this.#exactBytes += text.length;
    if (this.#exact.size > EXACT_MAX || this.#exactBytes > EXACT_BYTES_MAX) this.#exact = undefined;
  }

  get estimate(): { count: number; standardErrorPercent: number | null } {
    if (this.#exact !== undefined) return { count: this.#exact.size, standardErrorPercent: null };
    let sum = 0;
    let empty = 0;
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const alpha = 0.7213 / (1 + 1.079 / REGISTERS);
    const raw = (alpha * REGISTERS * REGISTERS) / sum;
    const small = raw <= 2.5 * REGISTERS && empty > 0;
    const count = Math.round(small ? REGISTERS * Math.log(REGISTERS / empty) : raw);
    return { count, standardErrorPercent: STANDARD_ERROR_PERCENT };
  }

  #note(key: Buffer): void {
    const high = mixed(murmur2(key));
    const low = mixed(crc32c(key) ^ 0x9e3779b9);
    const register = high >>> (32 - REGISTER_BITS);
    const rest = (high << REGISTER_BITS) >>> 0;
    const leading = rest === 0 ? 32 - REGISTER_BITS + Math.clz32(low) : Math.clz32(rest);
    this.#registers[register] = Math.max(this.#registers[register], leading + 1);
  }
}

/** The finalizer of MurmurHash3: each bit in moves half of the bits out. */
function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

const HASH_WORDS = 4;
const SLOT_BYTES = 24;
const FIRST_SLOTS = 1024;
/** Fuller than this no table is while it may still grow. */
const GROWTH_LOAD_FACTOR = 0.9;
/** Of `log.cleaner.io.buffer.load.factor`. */
const DEFAULT_LOAD_FACTOR = 0.9;
const FREE = -1;

/**
 * Where each key of a log was last seen. Of a key its 128-bit hash is kept, not its bytes, so that a table of a given
 * size holds a given number of keys whatever their length (SkimpyOffsetMap): two keys with one hash would lose a
 * record, with odds of one in 10^25 for five million keys.
 */
export class KeyOffsets {
  readonly #slotsMax: number;
  readonly #keysMax: number;
  readonly #seed: number;
  #hashes = new Uint32Array(FIRST_SLOTS * HASH_WORDS);
  #offsets = new Float64Array(FIRST_SLOTS).fill(FREE);
  #size = 0;
  readonly #hash = new Uint32Array(HASH_WORDS);
  /** The last offset that was looked at, with a key or without; -1 at first. Records beyond it are not known here. */
  latestOffset = -1;

  /**
   * @param memoryBytes 24 for each key; memory is taken as keys come
   * @param seed of the hash, so that nobody can prepare keys that collide
   * @param loadFactor so much of the memory keys may take; a slot stays free in any case, and one key fits
   */
  constructor(memoryBytes: number, seed: number, loadFactor = DEFAULT_LOAD_FACTOR) {
    this.#slotsMax = Math.max(2, Math.floor(memoryBytes / SLOT_BYTES));
    this.#keysMax = Math.max(1, Math.min(Math.floor(this.#slotsMax * loadFactor), this.#slotsMax - 1));
    this.#seed = seed;
  }

  get size(): number {
    return this.#size;
  }

  /** No further key fits. */
  get isFull(): boolean {
    return this.#size >= this.#keysMax;
  }

  get #isCrowded(): boolean {
    const slots = this.#offsets.length;
    const mayGrow = slots < this.#slotsMax;
    return this.#size >= (mayGrow ? slots * GROWTH_LOAD_FACTOR : slots - 1);
  }

  /** Notes that `key` stands at `offset`; offsets of a key only rise. */
  put(key: Buffer, offset: number): void {
    if (this.#isCrowded) this.#grow();
    murmur3(key, this.#seed, this.#hash);
    const slot = this.#slotOf(this.#hash, 0);
    if (this.#offsets[slot] === FREE) {
      this.#size++;
      this.#hashes.set(this.#hash, slot * HASH_WORDS);
    }
    this.#offsets[slot] = offset;
  }

  /** Undefined for a key that was not put. */
  get(key: Buffer): number | undefined {
    murmur3(key, this.#seed, this.#hash);
    const offset = this.#offsets[this.#slotOf(this.#hash, 0)];
    return offset === FREE ? undefined : offset;
  }

  /** The slot of the hash that begins at `at` of `words`, or the free one where it would go. */
  #slotOf(words: Uint32Array, at: number): number {
    const slots = this.#offsets.length;
    let slot = words[at] % slots;
    while (this.#offsets[slot] !== FREE) {
      const there = slot * HASH_WORDS;
      if (
        this.#hashes[there] === words[at] &&
        this.#hashes[there + 1] === words[at + 1] &&
        this.#hashes[there + 2] === words[at + 2] &&
        this.#hashes[there + 3] === words[at + 3]
      )
        break;
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
    return slot;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const offsets = this.#offsets;
    const slots = Math.max(this.#size + 2, Math.min(offsets.length * 2, this.#slotsMax));
    this.#hashes = new Uint32Array(slots * HASH_WORDS);
    this.#offsets = new Float64Array(slots).fill(FREE);
    for (let old = 0; old < offsets.length; old++) {
      if (offsets[old] === FREE) continue;
      const at = old * HASH_WORDS;
      const slot = this.#slotOf(hashes, at);
      this.#hashes.set(hashes.subarray(at, at + HASH_WORDS), slot * HASH_WORDS);
      this.#offsets[slot] = offsets[old];
    }
  }
}

const C = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];
const ROTATE = [15, 16, 17, 18];
const MIX_ROTATE = [19, 17, 15, 13];
const MIX_ADD = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17];
const BLOCK_BYTES = 16;

/** MurmurHash3 x86 128 (Austin Appleby, public domain) into `hash`. */
export function murmur3(key: Buffer, seed: number, hash: Uint32Array): void {
  hash.fill(seed);
  const blocksEnd = key.length - (key.length % BLOCK_BYTES);
  for (let at = 0; at < blocksEnd; at += BLOCK_BYTES) {
    for (let word = 0; word < HASH_WORDS; word++) {
      mixIn(hash, word, key.readInt32LE(at + word * 4));
      const rotated = rotate(hash[word], MIX_ROTATE[word]) + hash[(word + 1) % HASH_WORDS];
      hash[word] = Math.imul(rotated, 5) + MIX_ADD[word];
    }
  }
  for (let word = HASH_WORDS - 1; word >= 0; word--) {
    const from = blocksEnd + word * 4;
    let tail = 0;
    for (let at = Math.min(key.length, from + 4) - 1; at >= from; at--) tail = (tail << 8) | key[at];
    if (tail !== 0) mixIn(hash, word, tail);
  }
  for (let word = 0; word < HASH_WORDS; word++) hash[word] ^= key.length;
  spread(hash);
  for (let word = 0; word < HASH_WORDS; word++) hash[word] = finish(hash[word]);
  spread(hash);
}

function mixIn(hash: Uint32Array, word: number, block: number): void {
  const mixed = rotate(Math.imul(block, C[word]), ROTATE[word]);
  hash[word] ^= Math.imul(mixed, C[(word + 1) % HASH_WORDS]);
}

function spread(hash: Uint32Array): void {
  hash[0] += hash[1] + hash[2] + hash[3];
  for (let word = 1; word < HASH_WORDS; word++) hash[word] += hash[0];
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function finish(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

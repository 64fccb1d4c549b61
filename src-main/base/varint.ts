/** Bytes that an unsigned varint of this 32-bit value takes. */
export function sizeOfUnsignedVarint(value: number): number {
  const unsigned = value >>> 0;
  if (unsigned < 0x80) return 1;
  if (unsigned < 0x4000) return 2;
  if (unsigned < 0x200000) return 3;
  return unsigned < 0x10000000 ? 4 : 5;
}

/** ZigZag of a signed 32-bit value (`ByteUtils.writeVarint`). */
export function zigZag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

export function unZigZag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/** Bytes that a zigzag varint of this 32-bit value takes. */
export function sizeOfVarint(value: number): number {
  return sizeOfUnsignedVarint(zigZag(value));
}

/** Bytes that a zigzag varlong of this 64-bit value takes. The value may be any int64 as a number or bigint. */
export function sizeOfVarlong(value: number | bigint): number {
  if (typeof value === 'number' && value >= -0x40000000 && value < 0x40000000) return sizeOfVarint(value);
  const wide = BigInt(value);
  let zigzagged = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
  let size = 1;
  while (zigzagged >= 0x80n) {
    zigzagged >>= 7n;
    size++;
  }
  return size;
}

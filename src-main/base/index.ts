export * from './assert.ts';
export * from './crc32c.ts';
export * from './deferred.ts';
export * from './hash.ts';
export * from './heap.ts';
export * from './random.ts';
export * from './uuid.ts';
export * from './varint.ts';

import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import type { CompressionTypes as CompressionTypesOfKafkaJs, Kafka } from 'kafkajs';
import { compressFrameSync, decompressFrameSync } from 'lz4-napi';
import { compressSync, uncompressSync } from 'snappy';

const { CompressionCodecs, CompressionTypes, Kafka: KafkaClass, logLevel } = kafkajs;
export { CompressionTypes };
export type CompressionType = CompressionTypesOfKafkaJs;

/** A kafkajs client that says nothing on the console and reads every codec. It has gzip by itself; the rest is plugged in. */
export function kafkaJs(bootstrapServers: string): Kafka {
  plugCodecs();
  return new KafkaClass({
    clientId: 'interop-kafkajs',
    brokers: bootstrapServers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 8 },
  });
}

type Encoder = { buffer: Buffer };
const codec = (compress: (bytes: Buffer) => Buffer, decompress: (bytes: Buffer) => Buffer) => () => ({
  compress: async (encoder: Encoder) => compress(encoder.buffer),
  decompress: async (bytes: Buffer) => decompress(bytes),
});

function plugCodecs(): void {
  CompressionCodecs[CompressionTypes.GZIP] = codec(gzipSync, gunzipSync);
  CompressionCodecs[CompressionTypes.Snappy] = codec(compressXerial, decompressXerial);
  CompressionCodecs[CompressionTypes.LZ4] = codec((bytes) => compressFrameSync(bytes), decompressFrameSync);
  CompressionCodecs[CompressionTypes.ZSTD] = codec(zstdCompressSync, zstdDecompressSync);
}

/** Java's snappy stream: this header, then blocks that each have an int32 length before them. librdkafka sends bare snappy. */
const XERIAL_MAGIC = Buffer.from('\x82SNAPPY\0\0\0\0\x01\0\0\0\x01', 'latin1');
const XERIAL_BLOCK_BYTES = 32 * 1024;

export function compressXerial(bytes: Buffer): Buffer {
  const parts: Buffer[] = [XERIAL_MAGIC];
  for (let at = 0; at < bytes.length; at += XERIAL_BLOCK_BYTES) {
    const block = compressSync(bytes.subarray(at, at + XERIAL_BLOCK_BYTES));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

export function decompressXerial(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(XERIAL_MAGIC.subarray(0, 8))) return uncompressSync(bytes) as Buffer;
  const parts: Buffer[] = [];
  for (let at = XERIAL_MAGIC.length; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    parts.push(uncompressSync(bytes.subarray(at + 4, at + 4 + length)) as Buffer);
    at += 4 + length;
  }
  return Buffer.concat(parts);
}

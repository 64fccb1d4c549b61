/**
 * What the members of a classic consumer group tell each other inside JoinGroup and SyncGroup
 * (`protocolType` consumer). The broker passes it on unread; screens and our client decode it.
 *
 * The bytes begin with an int16 version. A reader takes a version higher than it knows as the highest it
 * knows and ignores what follows, so that clients of different ages can share a group (ConsumerProtocol).
 */
import {
  array,
  bytes,
  type DecodedMessage,
  type InputMessage,
  int32,
  message,
  type Message,
  nullable,
  Reader,
  string,
  Writer,
} from '../wire/index.ts';

const topicPartitions = () => ({ topic: string(), partitions: array(int32()) });

/** What a member wants: its topics, and what it owns (v1, cooperative), since when (v2) and its rack (v3). */
export const ConsumerProtocolSubscription = message(
  'ConsumerProtocolSubscription',
  { versions: [0, 3] },
  () => ({
    topics: array(string()),
    userData: nullable(bytes, { default: null }),
    ownedPartitions: array(topicPartitions(), { since: 1 }),
    generationId: int32({ since: 2, default: -1 }),
    rackId: nullable(string, { since: 3, default: null }),
  }),
);

/** What a member gets. */
export const ConsumerProtocolAssignment = message('ConsumerProtocolAssignment', { versions: [0, 3] }, () => ({
  assignedPartitions: array(topicPartitions()),
  userData: nullable(bytes, { default: null }),
}));

/** Decodes version and body. @throws MalformedError when the bytes are neither. */
export function decodeConsumerProtocol<M extends Message<any>>(schema: M, bytes: Buffer): DecodedMessage<M> {
  const reader = new Reader(bytes);
  const version = Math.max(0, Math.min(reader.int16(), schema.maxVersion));
  return schema.codec(version).decode(reader) as DecodedMessage<M>;
}

/** Encodes version and body. */
export function encodeConsumerProtocol<M extends Message<any>>(
  schema: M,
  version: number,
  value: InputMessage<M>,
): Buffer {
  const writer = new Writer(256);
  writer.int16(version);
  schema.codec(version).encode(writer, value);
  return writer.toBuffer();
}

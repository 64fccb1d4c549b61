/** What the members of a consumer group say that they read (the `consumer` protocol type's own little schema). */
import { ConsumerProtocolSubscription } from '../../protocol/index.ts';
import { MalformedError, Reader } from '../../wire/index.ts';
import type { ClassicGroup } from './classic-group.ts';
import { subscriptionFor } from './member.ts';

/** Topics that any member subscribes to; undefined when that cannot be told (another protocol, or bytes we cannot read). */
export function subscribedTopics(group: ClassicGroup): Set<string> | undefined {
  if (group.members.size === 0) return new Set();
  if (group.protocolType !== 'consumer' || group.protocol === null) return undefined;
  const topics = new Set<string>();
  for (const member of group.members.values()) {
    try {
      const reader = new Reader(subscriptionFor(member, group.protocol));
      // Newer versions only add fields at the end, so the newest that we know reads them all.
      const version = Math.min(Math.max(reader.int16(), 0), ConsumerProtocolSubscription.maxVersion);
      for (const topic of ConsumerProtocolSubscription.codec(version).decode(reader).topics)
        topics.add(topic);
    } catch (error) {
      if (error instanceof MalformedError) return undefined;
      throw error;
    }
  }
  return topics;
}

/** The parts that inputs are made of. zod is loaded with the first service that is asked for. */
import * as z from 'zod/mini';
import { inEnglish, say } from '../../contract/index.ts';

export { z };

/** Which there are, the connections know. */
export const clusterId = z.string().check(z.minLength(1), z.maxLength(64));
/** Kafka's rule for topic names (`Topic.validate`), in words. */
export const topicName = z.string().check(
  z.minLength(1),
  z.maxLength(249),
  z.refine((name) => /^[\w.-]+$/.test(name) && name !== '.' && name !== '..', {
    error: inEnglish(say('input.topicName')),
    abort: true,
  }),
);
export const partition = z.int().check(z.minimum(0));
export const offset = z.int().check(z.minimum(0));
export const epochMs = z.int();
export const groupId = z.string().check(z.maxLength(32_767));

export const onCluster = z.object({ cluster: clusterId });
export const onTopic = z.object({ cluster: clusterId, topic: topicName });
export const onGroup = z.object({ cluster: clusterId, groupId });
export const onNode = z.object({ cluster: clusterId, nodeId: z.int() });

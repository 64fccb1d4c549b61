/**
 * Creates topics. v4 takes the broker's default for partitions and replicas (-1); v5 flexible, returns the
 * configs; v6 may be throttled (KIP-599); v7 returns the topic id.
 */
import {
  array,
  bool,
  int16,
  int32,
  int8,
  message,
  nullable,
  nullableArray,
  string,
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('CreateTopicsRequest', { versions: [2, 7], flexibleSince: 5 }, () => ({
  topics: array({
    name: string(),
    numPartitions: int32({ note: "-1: the broker's default, or as the assignments say." }),
    replicationFactor: int16({ note: "-1: the broker's default, or as the assignments say." }),
    assignments: array({
      partitionIndex: int32(),
      brokerIds: array(int32()),
    }),
    configs: array({
      name: string(),
      value: nullable(string),
    }),
  }),
  timeoutMs: int32({ default: 60000 }),
  validateOnly: bool({ default: false }),
}));

const response = message('CreateTopicsResponse', { versions: [2, 7], flexibleSince: 5 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    topicId: uuid({ since: 7 }),
    errorCode: int16(),
    errorMessage: nullable(string),
    topicConfigErrorCode: int16({ since: 5, tag: 0 }),
    numPartitions: int32({ since: 5, default: -1 }),
    replicationFactor: int16({ since: 5, default: -1 }),
    configs: nullableArray(
      {
        name: string(),
        value: nullable(string),
        readOnly: bool(),
        configSource: int8({ default: -1 }),
        isSensitive: bool(),
      },
      { since: 5 },
    ),
  }),
}));

export const CreateTopics = api({
  key: 19,
  name: 'CreateTopics',
  request,
  response,
  listeners: ['broker', 'controller'],
});

/**
 * Sizes of the partitions per log directory. v2 flexible; v3 a top-level error; v4 size of the volume; v5
 * cordoned directories (KIP-1066).
 */
import { array, bool, int16, int32, int64, message, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeLogDirsRequest', { versions: [1, 5], flexibleSince: 2 }, () => ({
  topics: nullableArray({
    topic: string(),
    partitions: array(int32()),
  }),
}));

const response = message('DescribeLogDirsResponse', { versions: [1, 5], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ since: 3 }),
  results: array({
    errorCode: int16(),
    logDir: string(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        partitionSize: int64(),
        offsetLag: int64(),
        isFutureKey: bool(),
      }),
    }),
    totalBytes: int64({ since: 4, default: -1 }),
    usableBytes: int64({ since: 4, default: -1 }),
    isCordoned: bool({ since: 5, default: false }),
  }),
}));

export const DescribeLogDirs = api({
  key: 35,
  name: 'DescribeLogDirs',
  request,
  response,
  listeners: ['broker'],
});

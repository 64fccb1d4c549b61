import { expect, test } from 'vitest';
import { parseBootstrap } from './bootstrap.ts';

test.each([
  ['kafka:9092', [{ host: 'kafka', port: 9092 }]],
  [
    ' a.example:9092, [::1]:9093 ,SASL_SSL://b:1',
    [
      { host: 'a.example', port: 9092 },
      { host: '::1', port: 9093 },
      { host: 'b', port: 1 },
    ],
  ],
])('%s is understood', (servers, addresses) => expect(parseBootstrap(servers)).toEqual(addresses));

test.each([
  ['', 'no address is given'],
  ['kafka', "'kafka' is not host:port"],
  ['a:9092,kafka:', "'kafka:' is not host:port"],
  ['kafka:0', "'kafka:0' is not host:port"],
  ['kafka:70000', "'kafka:70000' is not host:port"],
  ['::1:9092', "'::1:9092' is not host:port"],
  ['http://kafka:9092/x', "'http://kafka:9092/x' is not host:port"],
])('%j is refused: %s', (servers, message) => expect(() => parseBootstrap(servers)).toThrow(message));

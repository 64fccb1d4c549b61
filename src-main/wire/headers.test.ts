import { expect, test } from 'vitest';
import {
  decodeRequestHeader,
  decodeResponseHeader,
  encodeRequestHeader,
  encodeResponseHeader,
  type RequestHeaderFields,
} from './headers.ts';
import { MalformedError, Reader } from './reader.ts';
import { Writer } from './writer.ts';

const text = (hex: string) => new Reader(Buffer.from(hex, 'hex'));

test.each<[number, RequestHeaderFields, string]>([
  [0, { apiKey: 7, apiVersion: 0, correlationId: 5, clientId: null }, '0007' + '0000' + '00000005'],
  [
    1,
    { apiKey: 3, apiVersion: 1, correlationId: 5, clientId: 'me' },
    '0003' + '0001' + '00000005' + '00026d65',
  ],
  [1, { apiKey: 3, apiVersion: 1, correlationId: -1, clientId: null }, '0003' + '0001' + 'ffffffff' + 'ffff'],
  [
    2,
    { apiKey: 3, apiVersion: 9, correlationId: 5, clientId: 'me' },
    '0003' + '0009' + '00000005' + '00026d65' + '00',
  ],
])('request header version %i', (version, header, hex) => {
  const writer = new Writer();
  encodeRequestHeader(writer, header, version);
  expect(writer.toBuffer().toString('hex')).toBe(hex);
  const reader = text(hex);
  expect(decodeRequestHeader(reader, () => version)).toEqual(header);
  expect(reader.remaining).toBe(0);
});

test('tagged fields in headers are skipped', () => {
  const request = text('0003' + '0009' + '00000005' + 'ffff' + ('02' + '0001aa' + '0902bbbb') + 'cc');
  expect(decodeRequestHeader(request, () => 2).correlationId).toBe(5);
  expect(request.remaining).toBe(1);
  const response = text('00000005' + ('01' + '0001aa') + 'cc');
  expect(decodeResponseHeader(response, () => 1)).toBe(5);
  expect(response.remaining).toBe(1);
});

test('response headers', () => {
  const encode = (version: number) => {
    const writer = new Writer();
    encodeResponseHeader(writer, 5, version);
    return writer.toBuffer().toString('hex');
  };
  expect([encode(0), encode(1)]).toEqual(['00000005', '0000000500']);
});

test.each([
  ['a cut header', '0003' + '0001' + '0000'],
  ['a negative client id', '0003' + '0001' + '00000005' + 'fffe'],
  ['a client id longer than the frame', '0003' + '0001' + '00000005' + '7fff' + '6d'],
  ['more tagged fields than anyone has', '0003' + '0009' + '00000005' + 'ffff' + 'ffff03'],
  ['a tagged field longer than the frame', '0003' + '0009' + '00000005' + 'ffff' + '01' + '00' + 'ffff7f'],
])('%s is refused', (_, hex) => {
  const versionOf = (_key: number, version: number) => (version >= 9 ? 2 : 1);
  expect(() => decodeRequestHeader(text(hex), versionOf)).toThrow(MalformedError);
});

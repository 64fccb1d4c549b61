import { expect, test } from 'vitest';
import { parseConsumed, parseProduced } from './throughput.ts';

test('the producer tool’s last summary counts, not its progress lines', () => {
  const output = `56 records sent, 11.2 records/sec (0.01 MB/sec), 3.1 ms avg latency, 12.0 ms max latency.
20000 records sent, 9636.7 records/sec (9.41 MB/sec), 900.1 ms avg latency, 1200.00 ms max latency, 890 ms 50th.
`;
  expect(parseProduced(output)).toBe(9.41);
  expect(() => parseProduced('Exception')).toThrow('no summary in');
});

test('the consumer tool’s rate without the time of joining the group', () => {
  const line =
    '2026-01-01 00:00:00:000, 2026-01-01 00:00:03:679, 19.5313, 5.3088, 20000, 5436.2, 3422, 257, 75.9971, 77821.0';
  expect(parseConsumed(`${line}\n`)).toBe(75.9971);
  expect(() => parseConsumed('WARNING: Exiting before consuming the expected number of messages')).toThrow(
    'no figures',
  );
});

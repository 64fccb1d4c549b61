import { expect, test } from 'vitest';
import { configDef, parseValue, serializeValue } from './index.ts';
import type { ConfigKind } from './index.ts';

/** "<kind> <key> <text>" → Kafka's string form, or the message. The text may be quoted to keep blanks. */
function run(line: string): string | null {
  const [, kind, key, rest] = /^(\S+) (\S+) ?(.*)$/s.exec(line)!;
  const text = rest === 'null' ? null : rest!.replace(/^"(.*)"$/s, '$1');
  const def = configDef(kind as ConfigKind, key!)!;
  const parsed = parseValue(def, text);
  return parsed.ok ? serializeValue(def, parsed.value) : parsed.message;
}

test.each<[string, string | null]>([
  // Numbers are trimmed as Java trims: control characters and the blank, not the no-break space.
  ['topic retention.ms " 5\t"', '5'],
  ['topic retention.ms +5', '5'],
  ['topic retention.ms 007', '7'],
  ['topic retention.ms -1', '-1'],
  ['topic retention.ms -2', "retention.ms cannot be '-2': it must be a 64-bit integer of at least -1."],
  [
    'topic retention.ms \u00a05',
    "retention.ms cannot be '\u00a05': it must be a 64-bit integer of at least -1.",
  ],
  ['topic retention.ms 1.5', "retention.ms cannot be '1.5': it must be a 64-bit integer of at least -1."],
  ['topic retention.ms', "retention.ms cannot be '': it must be a 64-bit integer of at least -1."],
  ['topic retention.ms null', 'retention.ms cannot be null: it must have a value.'],
  // Longs keep all their digits.
  ['topic retention.ms 9223372036854775807', '9223372036854775807'],
  ['topic retention.ms 9223372036854775806', '9223372036854775806'],
  [
    'topic retention.ms 9223372036854775808',
    "retention.ms cannot be '9223372036854775808': it must be a 64-bit integer of at least -1.",
  ],
  ['broker log.retention.bytes -9223372036854775808', '-9223372036854775808'],
  ['broker num.partitions 2147483647', '2147483647'],
  [
    'broker num.partitions 2147483648',
    "num.partitions cannot be '2147483648': it must be a 32-bit integer of at least 1.",
  ],
  [
    'broker offsets.topic.replication.factor 32768',
    "offsets.topic.replication.factor cannot be '32768': it must be a 16-bit integer of at least 1.",
  ],
  // Doubles print as Java prints them.
  ['topic min.cleanable.dirty.ratio 1', '1.0'],
  ['topic min.cleanable.dirty.ratio .25f', '0.25'],
  ['topic min.cleanable.dirty.ratio 0.0001', '1.0E-4'],
  ['topic min.cleanable.dirty.ratio 1e-1', '0.1'],
  [
    'topic min.cleanable.dirty.ratio 1.1',
    "min.cleanable.dirty.ratio cannot be '1.1': it must be a number from 0 to 1.",
  ],
  ['broker log.cleaner.io.max.bytes.per.second 123456789', '1.23456789E8'],
  // Booleans
  ['topic preallocate " TRUE"', 'true'],
  ['topic preallocate yes', "preallocate cannot be 'yes': it must be true or false."],
  // Words
  ['topic compression.type zstd', 'zstd'],
  [
    'topic compression.type ZSTD',
    "compression.type cannot be 'ZSTD': it must be one of uncompressed, zstd, lz4, snappy, gzip, producer.",
  ],
  ['broker group.consumer.migration.policy upgrade', 'upgrade'],
  ['topic compression.gzip.level -1', '-1'],
  [
    'topic compression.gzip.level 0',
    "compression.gzip.level cannot be '0': it must be a 32-bit integer from 1 to 9, or -1.",
  ],
  // Lists lose duplicates and the blanks around commas.
  ['topic cleanup.policy "compact , delete,compact"', 'compact,delete'],
  ['topic cleanup.policy', ''],
  ['topic cleanup.policy none', "cleanup.policy cannot be 'none': it may only contain compact, delete."],
  ['broker listeners', "listeners cannot be '': it must have at least one entry."],
  [
    'broker listeners A://:1,,B://:2',
    "listeners cannot be 'A://:1,,B://:2': it must not have an empty entry.",
  ],
  ['broker advertised.listeners null', null],
  ['broker log.dirs null', null],
  ['broker process.roles', "process.roles cannot be '': it must have at least one of broker, controller."],
  ['topic leader.replication.throttled.replicas 0:1,0:2', '0:1,0:2'],
  ['topic leader.replication.throttled.replicas *', '*'],
  [
    'topic leader.replication.throttled.replicas 0-1',
    "leader.replication.throttled.replicas cannot be '0-1': it must be '*' or pairs of partition and broker such as 0:1,0:2,1:3.",
  ],
  ['broker controller.quorum.voters 1@localhost:9093,2@[::1]:9094', '1@localhost:9093,2@[::1]:9094'],
  [
    'broker controller.quorum.voters localhost:9093',
    "controller.quorum.voters cannot be 'localhost:9093': it must list voters as id@host:port.",
  ],
  [
    'broker controller.quorum.bootstrap.servers localhost',
    "controller.quorum.bootstrap.servers cannot be 'localhost': it must list servers as host:port.",
  ],
  // Share groups
  ['group share.auto.offset.reset by_duration:P1DT2H', 'by_duration:P1DT2H'],
  [
    'group share.auto.offset.reset by_duration:-PT5M',
    "share.auto.offset.reset cannot be 'by_duration:-PT5M': it must be earliest, latest or by_duration:<ISO 8601 duration>.",
  ],
  [
    'group share.auto.offset.reset none',
    "share.auto.offset.reset cannot be 'none': it must be earliest, latest or by_duration:<ISO 8601 duration>.",
  ],
  // Nothing to check but the null
  ['broker broker.rack null', null],
  ['broker ssl.key.password " secret "', 'secret'],
])('%s', (line, outcome) => {
  expect(run(line)).toBe(outcome);
});

test('a long is a number where that is exact, Infinity for "never", else a bigint', () => {
  const retention = configDef('topic', 'retention.ms')!;
  expect(parseValue(retention, '9007199254740991')).toEqual({ ok: true, value: 9007199254740991 });
  expect(parseValue(retention, '9007199254740993')).toEqual({ ok: true, value: 9007199254740993n });
  expect(parseValue(retention, '9223372036854775807')).toEqual({ ok: true, value: Infinity });
});

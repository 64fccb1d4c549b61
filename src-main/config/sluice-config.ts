// Keys of our own. All begin with `sluice.`; Apache Kafka warns of keys that it does not know and passes over them, so
// they may stand in server.properties.
import { atLeast, bool, long } from './define.ts';
import { valueOf } from './layers.ts';
import type { ConfigDef, Properties } from './types.ts';

/** Every key that Kafka does not have, in Kafka's vocabulary. */
export const sluiceConfigs = (): ConfigDef[] => [
  /**
   * A node whose process has ended is fenced, and followed by another controller, as soon as that is certain: its
   * supervisor saw it, or its connection closed and its ports refuse connections. False: sessions and fetch timeouts
   * alone decide, as in Kafka.
   */
  bool('sluice.fast.failover', 'true', 'medium'),
  /**
   * How long after one round the next begins in which the node reads all segments and looks for damage; each
   * batch is held against its CRC. Apache Kafka does not look.
   */
  long('sluice.log.scrub.interval.ms', '86400000', 'low', { validator: atLeast(1) }),
  /** At most so many bytes are read for that in a second. */
  long('sluice.log.scrub.bytes.per.second', '10000000', 'low', { validator: atLeast(1) }),
];

export interface SluiceConfig {
  readonly fastFailover: boolean;
  readonly scrubIntervalMs: number;
  readonly scrubBytesPerSecond: number;
}

/** Throws ConfigError for a value that its key does not allow. */
export function sluiceConfig(properties: Properties): SluiceConfig {
  const values = new Map(sluiceConfigs().map((def) => [def.name, valueOf(def, properties[def.name])]));
  return {
    fastFailover: values.get('sluice.fast.failover') as boolean,
    scrubIntervalMs: values.get('sluice.log.scrub.interval.ms') as number,
    scrubBytesPerSecond: values.get('sluice.log.scrub.bytes.per.second') as number,
  };
}

// Keys of our own. All begin with `sluice.`; Apache Kafka warns of keys that it does not know and passes over them, so
// they may stand in server.properties.
import { bool } from './define.ts';
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
];

export interface SluiceConfig {
  readonly fastFailover: boolean;
}

/** Throws ConfigError for a value that its key does not allow. */
export function sluiceConfig(properties: Properties): SluiceConfig {
  const values = new Map(sluiceConfigs().map((def) => [def.name, valueOf(def, properties[def.name])]));
  return { fastFailover: values.get('sluice.fast.failover') as boolean };
}

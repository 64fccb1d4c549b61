// What a topic's settings must keep to together (LogConfig): compaction lags and tiered storage.
import { brokerValue, valueOf } from './layers.ts';
import { configDef } from './tables.ts';
import { topicBaseText } from './topic-config.ts';
import { property } from './types.ts';
import type { ConfigValue, Properties } from './types.ts';

/**
 * The first rule that `topic` breaks, or undefined. Its values must have the right types already.
 *
 * @param stored what the topic had before: leaving tiered storage depends on it
 * @param broker the properties the broker runs with
 */
export function explainTopic(topic: Properties, stored: Properties, broker: Properties): string | undefined {
  const read = (name: string): ConfigValue => {
    const def = configDef('topic', name)!;
    return valueOf(def, property(topic, name) ?? topicBaseText(def, broker) ?? undefined);
  };
  const minLag = Number(read('min.compaction.lag.ms'));
  const maxLag = Number(read('max.compaction.lag.ms'));
  if (minLag > maxLag) {
    return `min.compaction.lag.ms (${minLag}) is greater than max.compaction.lag.ms (${maxLag}).`;
  }
  if (read('remote.storage.enable') === true) return explainTiered(read, broker);

  const wasTiered = property(stored, 'remote.storage.enable')?.toLowerCase() === 'true';
  if (wasTiered && read('remote.log.delete.on.disable') !== true) {
    return (
      'remote.storage.enable can be turned off only together with remote.log.delete.on.disable=true, which ' +
      'deletes the remote data; to keep it for reading, set remote.log.copy.disable=true instead.'
    );
  }
  return undefined;
}

function explainTiered(read: (name: string) => ConfigValue, broker: Properties): string | undefined {
  if (brokerValue(broker, 'remote.log.storage.system.enable') !== true) {
    return 'remote.storage.enable cannot be true: tiered storage is off on the brokers (remote.log.storage.system.enable).';
  }
  const policy = read('cleanup.policy') as readonly string[];
  if (policy.includes('compact')) {
    return 'remote.storage.enable needs cleanup.policy to be delete or empty.';
  }
  for (const unit of ['bytes', 'ms']) {
    const whole = Number(read(`retention.${unit}`));
    const local = Number(read(`local.retention.${unit}`));
    if (whole >= 0 && local !== -2 && (local === -1 || local > whole)) {
      return `local.retention.${unit} (${local}) is greater than retention.${unit} (${whole}).`;
    }
    if (read('remote.log.copy.disable') === true && local !== -2 && local !== whole) {
      return `local.retention.${unit} must equal retention.${unit} while remote.log.copy.disable is true: nothing is copied any more.`;
    }
  }
  return undefined;
}

// What a broker's settings must keep to when they change at run time: with each other, and beside what it runs with.
// Kafka does it in DynamicBrokerConfig and its reconfigurables, on the broker that the change is about.
import { brokerLayers, brokerValue, effectiveProperties } from './layers.ts';
import type { BrokerLayers } from './layers.ts';
import { property } from './types.ts';
import type { ConfigValue, Properties } from './types.ts';

/** Pools that grow and shrink while they work: by no more than a factor of two at once. */
const THREAD_POOLS: readonly string[] = [
  'num.io.threads',
  'background.threads',
  'num.network.threads',
  'num.recovery.threads.per.data.dir',
  'num.replica.fetchers',
  'log.cleaner.threads',
  'remote.log.manager.copier.thread.pool.size',
  'remote.log.manager.expiration.thread.pool.size',
  'remote.log.manager.follower.thread.pool.size',
  'remote.log.reader.threads',
];
/** 0 is for server.properties alone. */
const POSITIVE: readonly string[] = [
  'max.connections',
  'max.connection.creation.rate',
  'log.cleaner.threads',
];
const MEBIBYTE = 1024 * 1024;
const MINUTE_MS = 60_000;
const OVERRIDE = /^[\w\-%.:]*:\s*[+-]?\d+\s*$/;
const LISTENER = /^([\w\-.]+):\/\/\[?[\w\-%.:]*\]?:\d+$/;
const PROTOCOLS: ReadonlySet<string> = new Set(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']);

interface Settings {
  readonly before: Properties;
  readonly after: Properties;
}

/**
 * The first rule that the change breaks, or undefined. Values must be of the right types already.
 *
 * @param changed the dynamic properties of the broker, or of all brokers, as they would be
 * @param broker what it runs with
 */
export function explainBroker(
  changed: Properties,
  { perBroker, broker }: { readonly perBroker: boolean; readonly broker: BrokerLayers },
): string | undefined {
  const layers = perBroker
    ? brokerLayers(broker.static, broker.dynamicDefault, changed)
    : brokerLayers(broker.static, changed, broker.dynamicBroker);
  const settings = { before: effectiveProperties(broker), after: effectiveProperties(layers) };
  return (
    explainNumbers(settings) ??
    explainConnections(settings) ??
    explainRetention(settings) ??
    explainIntervals(settings.before, changed) ??
    explainListeners(settings) ??
    explainCordoned(settings)
  );
}

function value(properties: Properties, name: string): ConfigValue {
  return brokerValue(properties, name);
}

function isOther({ before, after }: Settings, ...names: readonly string[]): boolean {
  return names.some((name) => String(value(before, name)) !== String(value(after, name)));
}

function complain(properties: Properties, name: string, complaint: string): string {
  const shown = property(properties, name) ?? String(value(properties, name));
  return `${name} cannot be '${shown}': it ${complaint}.`;
}

function explainNumbers(settings: Settings): string | undefined {
  const { before, after } = settings;
  for (const name of POSITIVE)
    if (isOther(settings, name) && Number(value(after, name)) < 1)
      return complain(after, name, 'must be a 32-bit integer of at least 1');
  for (const name of THREAD_POOLS) {
    if (!isOther(settings, name)) continue;
    const [now, next] = [Number(value(before, name)), Number(value(after, name))];
    const [least, most] = [Math.floor(now / 2), now * 2];
    if (next < least || next > most)
      return complain(after, name, `must be from ${least} to ${most}, half and twice of what runs now`);
  }
  const cleaners = ['log.cleaner.dedupe.buffer.size', 'log.cleaner.threads'] as const;
  const [buffer, threads] = cleaners.map((name) => Number(value(after, name)));
  if (isOther(settings, ...cleaners) && Math.floor(buffer / threads) <= MEBIBYTE)
    return complain(after, cleaners[0], `must be more than 1 MiB for each of ${threads} log.cleaner.threads`);
  return undefined;
}

function explainConnections(settings: Settings): string | undefined {
  const { after } = settings;
  const [perIp, overrides] = ['max.connections.per.ip', 'max.connections.per.ip.overrides'];
  if (!isOther(settings, perIp, overrides)) return undefined;
  const exceptions = String(value(after, overrides)).trim();
  if (exceptions !== '' && !exceptions.split(/\s*,\s*/).every((one) => OVERRIDE.test(one)))
    return complain(after, overrides, 'must list numbers of connections as host:number');
  if (value(after, perIp) === 0 && exceptions === '')
    return complain(after, perIp, `must not be 0 unless ${overrides} is set`);
  return undefined;
}

function explainRetention(settings: Settings): string | undefined {
  const { after } = settings;
  const roll = value(after, 'log.roll.ms');
  if (isOther(settings, 'log.roll.ms') && roll !== null && Number(roll) < 1)
    return complain(after, 'log.roll.ms', 'must be a 64-bit integer of at least 1');
  const jitter = value(after, 'log.roll.jitter.ms');
  if (isOther(settings, 'log.roll.jitter.ms') && jitter !== null && Number(jitter) < 0)
    return complain(after, 'log.roll.jitter.ms', 'must be a 64-bit integer of at least 0');
  if (isOther(settings, 'log.retention.ms') && value(after, 'log.retention.ms') === 0)
    return complain(after, 'log.retention.ms', 'must be a 64-bit integer of at least 1, or -1');
  const wholes = { ms: retentionMs(after), bytes: Number(value(after, 'log.retention.bytes')) };
  for (const unit of ['ms', 'bytes'] as const) {
    const [local, whole] = [`log.local.retention.${unit}`, `log.retention.${unit}`];
    if (!isOther(settings, local, whole) || wholes[unit] < 0) continue;
    const kept = Number(value(after, local));
    if (kept === -1 || kept > wholes[unit])
      return complain(after, local, `must not be more than ${whole} (${wholes[unit]})`);
  }
  return undefined;
}

function retentionMs(properties: Properties): number {
  const ms = value(properties, 'log.retention.ms');
  const minutes = value(properties, 'log.retention.minutes');
  if (ms !== null) return Number(ms);
  return minutes === null
    ? Number(value(properties, 'log.retention.hours')) * 60 * MINUTE_MS
    : Number(minutes) * MINUTE_MS;
}

/** What is asked for counts: what the broker runs with is brought inside of the bounds (`effectiveProperties`). */
function explainIntervals(before: Properties, changed: Properties): string | undefined {
  for (const protocol of ['consumer', 'share', 'streams']) {
    const name = `group.${protocol}.assignment.interval.ms`;
    if (property(changed, name) === undefined) continue;
    const asked = Number(value(changed, name));
    const bounds = {
      least: `group.${protocol}.min.assignment.interval.ms`,
      most: `group.${protocol}.max.assignment.interval.ms`,
    };
    const [least, most] = [Number(value(before, bounds.least)), Number(value(before, bounds.most))];
    if (asked < least) return complain(changed, name, `must not be less than ${bounds.least} (${least})`);
    if (asked > most) return complain(changed, name, `must not be more than ${bounds.most} (${most})`);
  }
  return undefined;
}

function explainListeners(settings: Settings): string | undefined {
  const { after } = settings;
  const [listeners, map] = ['listeners', 'listener.security.protocol.map'];
  if (!isOther(settings, listeners, map)) return undefined;
  const pairs = String(value(after, map))
    .split(/\s*,\s*/)
    .map((pair) => pair.split(':'));
  if (
    !pairs.every(
      ([name, protocol, ...rest]) => name !== '' && rest.length === 0 && PROTOCOLS.has(protocol ?? ''),
    )
  )
    return complain(after, map, 'must list security protocols as NAME:PROTOCOL');
  const known = new Set(pairs.map(([name]) => name!.toUpperCase()));
  const names = (value(after, listeners) as readonly string[]).map((one) =>
    LISTENER.exec(one)?.[1]?.toUpperCase(),
  );
  if (names.includes(undefined)) return complain(after, listeners, 'must list listeners as NAME://host:port');
  const unmapped = names.find((name) => !known.has(name!));
  if (unmapped !== undefined) return complain(after, map, `must name the security protocol of ${unmapped}`);
  const controllers = value(after, 'controller.listener.names') as readonly string[];
  const isController = (value(after, 'process.roles') as readonly string[]).includes('controller');
  if (isController && !controllers.some((name) => names.includes(name.toUpperCase())))
    return complain(
      after,
      listeners,
      `must have a listener of controller.listener.names (${controllers.join(', ')})`,
    );
  return undefined;
}

function explainCordoned(settings: Settings): string | undefined {
  const { after } = settings;
  const name = 'cordoned.log.dirs';
  const cordoned = value(after, name) as readonly string[] | null;
  if (!isOther(settings, name) || cordoned === null || cordoned.join() === '*') return undefined;
  const directories = (value(after, 'log.dirs') ?? value(after, 'log.dir')) as readonly string[];
  const missing = cordoned.find((path) => !directories.includes(path));
  return missing === undefined
    ? undefined
    : complain(after, name, `names ${missing}, which is none of log.dirs`);
}

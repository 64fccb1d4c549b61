import {
  type BrokerLayers,
  brokerLayers,
  brokerValue,
  type ConfigValue,
  effectiveProperties,
} from '../config/index.ts';
import type { ControllerState } from './types.ts';

const NOTHING: ReadonlyMap<string, string> = new Map();
interface Derived {
  readonly defaults: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, string>;
  readonly layers: BrokerLayers;
  /** Settings that were asked for: elections of thousands of partitions ask for the same few. */
  readonly values: Map<string, ConfigValue>;
}
const derived = new WeakMap<ControllerState, Derived>();

/** Remembered, because config/ derives much from the identity of the layers. */
function derive(state: ControllerState): Derived {
  const { metadata, settings } = state;
  const defaults = metadata.configs('broker', '') ?? NOTHING;
  const own = metadata.configs('broker', String(settings.nodeId)) ?? NOTHING;
  const known = derived.get(state);
  if (known?.defaults === defaults && known.own === own) return known;
  const layers = brokerLayers(settings.properties, Object.fromEntries(defaults), Object.fromEntries(own));
  const fresh: Derived = { defaults, own, layers, values: new Map() };
  derived.set(state, fresh);
  return fresh;
}

/** The broker settings of this node as they are now: server.properties under the dynamic ones. */
export function currentLayers(state: ControllerState): BrokerLayers {
  return derive(state).layers;
}

function setting(state: ControllerState, name: string): ConfigValue {
  const { layers, values } = derive(state);
  let value = values.get(name);
  if (value === undefined) values.set(name, (value = brokerValue(effectiveProperties(layers), name)));
  return value;
}

/** A broker setting as it is now, as a number. */
export function numberSetting(state: ControllerState, name: string): number {
  return Number(setting(state, name));
}

export function booleanSetting(state: ControllerState, name: string): boolean {
  return setting(state, name) === true;
}

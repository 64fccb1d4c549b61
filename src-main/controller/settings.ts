import { type BrokerLayers, brokerLayers, brokerValue, effectiveProperties } from '../config/index.ts';
import type { ControllerState } from './types.ts';

const NOTHING: ReadonlyMap<string, string> = new Map();
interface Derived {
  readonly defaults: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, string>;
  readonly layers: BrokerLayers;
}
const derived = new WeakMap<ControllerState, Derived>();

/**
 * The broker settings of this node as they are now: server.properties under the dynamic ones. Remembered, because
 * config/ derives much from the identity of the layers.
 */
export function currentLayers(state: ControllerState): BrokerLayers {
  const { metadata, settings } = state;
  const defaults = metadata.configs('broker', '') ?? NOTHING;
  const own = metadata.configs('broker', String(settings.nodeId)) ?? NOTHING;
  const known = derived.get(state);
  if (known?.defaults === defaults && known.own === own) return known.layers;
  const layers = brokerLayers(settings.properties, Object.fromEntries(defaults), Object.fromEntries(own));
  derived.set(state, { defaults, own, layers });
  return layers;
}

/** A broker setting as it is now, as a number. */
export function numberSetting(state: ControllerState, name: string): number {
  return Number(brokerValue(effectiveProperties(currentLayers(state)), name));
}

export function booleanSetting(state: ControllerState, name: string): boolean {
  return brokerValue(effectiveProperties(currentLayers(state)), name) === true;
}

// AlterConfigs and IncrementalAlterConfigs on one resource: from what is stored and what is asked to what to
// store. Kafka does the broker's part of this in ConfigAdminManager, the controller's in
// ConfigurationControlManager; the order of checks and the error codes are theirs, the sentences ours.
import { effectiveProperties, refuseDynamic } from './layers.ts';
import { explainBroker } from './broker-rules.ts';
import { explainClientMetrics } from './client-metrics-rules.ts';
import { explainGroup } from './group-config.ts';
import { configDef, configTable } from './tables.ts';
import { explainTopic } from './topic-rules.ts';
import { parseValue } from './validate.ts';
import { property } from './types.ts';
import type { BrokerLayers } from './layers.ts';
import type { ConfigKind } from './tables.ts';
import type { ConfigDef, Properties } from './types.ts';

const INVALID_CONFIG = 40;
const INVALID_REQUEST = 42;
/** A value is stored as a string with a 16-bit length. */
const MAX_VALUE_LENGTH = 32_767;

/** `AlterConfigOp.OpType` on the wire. */
export const AlterOperation = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;

export interface Alteration {
  readonly name: string;
  /** One of `AlterOperation`; anything else is answered with an error. */
  readonly operation: number;
  readonly value: string | null;
}

/** `name` is empty for the cluster-wide defaults of all brokers. */
export interface ConfigResource {
  readonly kind: ConfigKind;
  readonly name: string;
}

export interface AlterContext {
  /** Layers of the broker that validates: they give the defaults and the bounds. */
  readonly broker: BrokerLayers;
  /** The change is about this very broker, or about all: it must fit what the broker runs with, too. */
  readonly ofBroker?: boolean;
  /** Whether eligible leader replicas (KIP-966) are in use, which pins min.insync.replicas to the cluster. */
  readonly elrEnabled?: boolean;
}

export interface ConfigChange {
  readonly name: string;
  /** null removes the key. */
  readonly value: string | null;
}

export type AlterResult =
  | {
      readonly ok: true;
      /** One ConfigRecord each. For a broker also the unchanged ones: they make it reload files. */
      readonly changes: readonly ConfigChange[];
      /** What is stored afterwards. */
      readonly properties: Properties;
    }
  | { readonly ok: false; readonly errorCode: number; readonly message: string };

/** IncrementalAlterConfigs (KIP-339). All alterations of the resource succeed, or none. */
export function alterConfigs(
  resource: ConfigResource,
  current: Properties,
  alterations: readonly Alteration[],
  context: AlterContext,
): AlterResult {
  const refused = refuseName(resource) ?? refuseRequest(alterations);
  if (refused) return refused;
  const wanted: ConfigChange[] = [];
  for (const alteration of alterations) {
    const stored = property(current, alteration.name) ?? null;
    const outcome = apply(resource, stored, alteration);
    if (!outcome.ok) return outcome;
    wanted.push({ name: alteration.name, value: outcome.value });
  }
  return settle(resource, current, wanted, context);
}

/** AlterConfigs: `values` replaces everything that is stored for the resource. */
export function replaceConfigs(
  resource: ConfigResource,
  current: Properties,
  values: readonly { readonly name: string; readonly value: string | null }[],
  context: AlterContext,
): AlterResult {
  const sets = values.map((entry) => ({ ...entry, operation: AlterOperation.SET }));
  const refused = refuseName(resource) ?? refuseRequest(sets);
  if (refused) return refused;
  const kept = new Set(values.map((entry) => entry.name));
  const removed = Object.keys(current).filter((name) => !kept.has(name));
  return settle(resource, current, [...values, ...removed.map((name) => ({ name, value: null }))], context);
}

function refuseName({ kind, name }: ConfigResource): AlterResult | undefined {
  if (kind === 'broker') {
    if (name === '' || /^\+?\d+$/.test(name)) return undefined;
    return fail(
      INVALID_REQUEST,
      `A broker is named by its id or, for all brokers, by nothing; not by '${name}'.`,
    );
  }
  return name === '' ? fail(INVALID_REQUEST, `The name of the ${kind} is missing.`) : undefined;
}

function refuseRequest(alterations: readonly Alteration[]): AlterResult | undefined {
  const seen = new Set<string>();
  for (const { name, operation, value } of alterations) {
    if (seen.has(name)) return fail(INVALID_REQUEST, `${name} is given more than once.`);
    seen.add(name);
    if (value === null && operation !== AlterOperation.DELETE) {
      return fail(INVALID_REQUEST, `${name} needs a value; to remove it, use the DELETE operation.`);
    }
    if (operation < AlterOperation.SET || operation > AlterOperation.SUBTRACT) {
      return fail(INVALID_REQUEST, `${operation} is not an operation on a configuration.`);
    }
  }
  return undefined;
}

function apply(
  resource: ConfigResource,
  stored: string | null,
  { name, operation, value }: Alteration,
): { ok: true; value: string | null } | Extract<AlterResult, { ok: false }> {
  if (operation === AlterOperation.SET) return { ok: true, value };
  if (operation === AlterOperation.DELETE) return { ok: true, value: null };
  const def = configDef(resource.kind, name);
  if (def?.type !== 'list') {
    const verb = operation === AlterOperation.APPEND ? 'append to' : 'subtract from';
    const reason = def ? 'it is not a list' : `there is no ${resource.kind} configuration of that name`;
    return fail(INVALID_CONFIG, `Cannot ${verb} ${name}: ${reason}.`);
  }
  const parts = splitParts(stored ?? def.default ?? '').filter((part) => part !== '');
  const given = splitParts(value!);
  return {
    ok: true,
    value: (operation === AlterOperation.APPEND ? append : subtract)(parts, given).join(','),
  };
}

function append(parts: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...parts, ...added])];
}

/** Takes away one occurrence for each part given. */
function subtract(parts: readonly string[], removed: readonly string[]): string[] {
  const rest = [...parts];
  for (const part of removed) {
    const at = rest.indexOf(part);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

/** Splits at commas as Java does: trailing empty parts do not count. Spaces stay. */
function splitParts(text: string): string[] {
  const parts = text.split(',');
  if (parts.length === 1) return parts;
  while (parts.at(-1) === '') parts.pop();
  return parts;
}

/** Drops what changes nothing, validates the outcome as a whole. */
function settle(
  resource: ConfigResource,
  current: Properties,
  wanted: readonly ConfigChange[],
  context: AlterContext,
): AlterResult {
  const changes = wanted.filter(
    ({ name, value }) => resource.kind === 'broker' || value !== (property(current, name) ?? null),
  );
  const next = new Map(Object.entries(current));
  for (const { name, value } of changes) {
    if (context.elrEnabled && name === 'min.insync.replicas') {
      const refused = refuseMinIsr(resource, value);
      if (refused) return refused;
    }
    if (value === null) next.delete(name);
    else if (value.length <= MAX_VALUE_LENGTH) next.set(name, value);
    else return fail(INVALID_CONFIG, `${name} would be longer than ${MAX_VALUE_LENGTH} characters.`);
  }
  const properties = Object.fromEntries(next);
  return refuseProperties(resource, current, properties, context) ?? { ok: true, changes, properties };
}

/** Eligible leader replicas are tracked against one number for the whole cluster. */
function refuseMinIsr(resource: ConfigResource, value: string | null): AlterResult | undefined {
  if (resource.kind !== 'broker') return undefined;
  if (resource.name !== '') {
    return fail(INVALID_CONFIG, 'min.insync.replicas cannot be set on one broker while ELR is enabled.');
  }
  return value === null
    ? fail(INVALID_CONFIG, 'min.insync.replicas of the cluster cannot be removed while ELR is enabled.')
    : undefined;
}

function refuseProperties(
  resource: ConfigResource,
  current: Properties,
  properties: Properties,
  { broker, ofBroker = false }: AlterContext,
): AlterResult | undefined {
  const perBroker = resource.name !== '';
  switch (resource.kind) {
    case 'broker':
      return (
        refuseBroker(properties, perBroker) ??
        (ofBroker ? failIf(INVALID_REQUEST, explainBroker(properties, { perBroker, broker })) : undefined)
      );
    case 'topic':
      return (
        refuseUnknown('topic', properties, INVALID_CONFIG) ??
        refuseValues('topic', properties, INVALID_CONFIG) ??
        failIf(INVALID_CONFIG, explainTopic(properties, current, effectiveProperties(broker)))
      );
    case 'group':
      return (
        refuseUnknown('group', properties, INVALID_CONFIG) ??
        refuseValues('group', properties, INVALID_CONFIG) ??
        failIf(INVALID_CONFIG, explainGroup(properties, effectiveProperties(broker)))
      );
    case 'client-metrics': {
      const refused =
        refuseUnknown('client-metrics', properties, INVALID_REQUEST) ??
        refuseValues('client-metrics', properties, INVALID_CONFIG);
      if (refused) return refused;
      const complaint = explainClientMetrics(properties);
      // Kafka calls a bad interval a bad request, a bad pattern a bad configuration.
      return (
        complaint && fail(complaint.key === 'match' ? INVALID_CONFIG : INVALID_REQUEST, complaint.message)
      );
    }
  }
}

/** A broker's dynamic settings answer INVALID_REQUEST, unlike all others (KAFKA-13609). */
function refuseBroker(properties: Properties, perBroker: boolean): AlterResult | undefined {
  for (const [name, value] of Object.entries(properties)) {
    const complaint = refuseDynamic(name, value, { perBroker });
    if (complaint) return fail(INVALID_REQUEST, complaint);
  }
  return undefined;
}

function refuseUnknown(kind: ConfigKind, properties: Properties, errorCode: number): AlterResult | undefined {
  const table = configTable(kind);
  const unknown = Object.keys(properties).find((name) => !table.has(name));
  return failIf(errorCode, unknown === undefined ? undefined : `${unknown} is not a ${kind} configuration.`);
}

function refuseValues(kind: ConfigKind, properties: Properties, errorCode: number): AlterResult | undefined {
  for (const [name, value] of Object.entries(properties)) {
    const parsed = parseValue(configDef(kind, name) as ConfigDef, value);
    if (!parsed.ok) return fail(errorCode, parsed.message);
  }
  return undefined;
}

function failIf(errorCode: number, message: string | undefined): AlterResult | undefined {
  return message === undefined ? undefined : fail(errorCode, message);
}

function fail(errorCode: number, message: string): Extract<AlterResult, { ok: false }> {
  return { ok: false, errorCode, message };
}

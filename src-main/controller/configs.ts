import {
  alterConfigs,
  type AlterContext,
  type AlterResult,
  type ConfigKind,
  ConfigResourceType,
  replaceConfigs,
} from '../config/index.ts';
import type { MetadataRecordInput } from '../metadata/index.ts';
import {
  type AlterConfigs,
  ErrorCode,
  type IncrementalAlterConfigs,
  type RequestOf,
  type ResponseInput,
} from '../protocol/index.ts';
import { keepsElr } from './features.ts';
import { currentLayers } from './settings.ts';
import { type ControllerState, countBy, type Decision, refusal, type Refusal } from './types.ts';

type IncrementalRequest = RequestOf<typeof IncrementalAlterConfigs>;
type ReplacingRequest = RequestOf<typeof AlterConfigs>;
type Response = ResponseInput<typeof IncrementalAlterConfigs>;
interface Named {
  readonly resourceType: number;
  readonly resourceName: string;
}

const KINDS: Readonly<Record<number, ConfigKind>> = {
  [ConfigResourceType.TOPIC]: 'topic',
  [ConfigResourceType.BROKER]: 'broker',
  [ConfigResourceType.CLIENT_METRICS]: 'client-metrics',
  [ConfigResourceType.GROUP]: 'group',
};

/** Sets, deletes, appends to or subtracts from single keys (KIP-339); each resource by itself. */
export function incrementalAlterConfigs(
  state: ControllerState,
  request: IncrementalRequest,
): Decision<Response> {
  return alterEach(state, request, (resource, kind, current) =>
    alterConfigs(
      { kind, name: resource.resourceName },
      current,
      resource.configs.map(({ name, value, configOperation }) => ({
        name,
        value,
        operation: configOperation,
      })),
      contextOf(state),
    ),
  );
}

/** Replaces everything that is set on a resource (the older API). */
export function legacyAlterConfigs(state: ControllerState, request: ReplacingRequest): Decision<Response> {
  return alterEach(state, request, (resource, kind, current) =>
    replaceConfigs({ kind, name: resource.resourceName }, current, resource.configs, contextOf(state)),
  );
}

function contextOf(state: ControllerState): AlterContext {
  return { broker: currentLayers(state), elrEnabled: keepsElr(state.metadata) };
}

function alterEach<R extends Named>(
  state: ControllerState,
  request: { readonly resources: readonly R[]; readonly validateOnly: boolean },
  alter: (resource: R, kind: ConfigKind, current: Record<string, string>) => AlterResult,
): Decision<Response> {
  const records: MetadataRecordInput[] = [];
  const responses: Response['responses'][number][] = [];
  const counts = countBy(request.resources, keyOf);
  for (const resource of request.resources) {
    const { resourceType, resourceName } = resource;
    const refused = refuseResource(state, resource, counts.get(keyOf(resource))!);
    const kind = KINDS[resourceType];
    const result =
      refused === undefined
        ? alter(resource, kind, Object.fromEntries(state.metadata.configs(kind, resourceName) ?? []))
        : { ok: false as const, ...refused };
    const errorCode = result.ok ? ErrorCode.NONE : result.errorCode;
    responses.push({
      errorCode,
      errorMessage: result.ok ? null : result.message,
      resourceType,
      resourceName,
    });
    if (!result.ok) continue;
    for (const { name, value } of result.changes) {
      records.push({ type: 'ConfigRecord', resourceType, resourceName, name, value });
    }
  }
  if (keepsElr(state.metadata)) records.push(...clearedElrs(records));
  return { records: request.validateOnly ? [] : records, response: { responses } };
}

/** Who is eligible depends on min.insync.replicas: with another one it has to be found out anew. */
function clearedElrs(records: readonly MetadataRecordInput[]): MetadataRecordInput[] {
  const cleared: MetadataRecordInput[] = [];
  for (const record of records) {
    if (record.type !== 'ConfigRecord' || record.name !== 'min.insync.replicas') continue;
    const isTopic = record.resourceType === ConfigResourceType.TOPIC;
    cleared.push({ type: 'ClearElrRecord', topicName: isTopic ? record.resourceName : '' });
  }
  return cleared;
}

function keyOf({ resourceType, resourceName }: Named): string {
  return `${resourceType}/${resourceName}`;
}

function refuseResource(
  { metadata }: ControllerState,
  { resourceType, resourceName }: Named,
  count: number,
): Refusal | undefined {
  const kind = KINDS[resourceType];
  if (count > 1) {
    return refusal(
      ErrorCode.INVALID_REQUEST,
      `Resource '${resourceName}' is named more than once in the request.`,
    );
  }
  if (kind === undefined) {
    return refusal(
      ErrorCode.INVALID_REQUEST,
      `Resources of type ${resourceType} have no configuration here.`,
    );
  }
  if (kind === 'topic' && !metadata.topicsByName.has(resourceName)) {
    return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic '${resourceName}'.`);
  }
  if (kind === 'broker' && /^\+?\d+$/.test(resourceName) && !metadata.brokers.has(Number(resourceName))) {
    return refusal(ErrorCode.BROKER_ID_NOT_REGISTERED, `No broker ${resourceName} is registered.`);
  }
  return undefined;
}

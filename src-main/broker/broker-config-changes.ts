/**
 * Changes of a broker's own settings, and of those of all brokers, are looked at where they take effect before the
 * controller decides: it does not know what a broker runs with.
 */
import { type AlterContext, type AlterResult, ConfigResourceType, type Properties } from '../config/index.ts';
import { dynamicProperties } from './broker-state.ts';
import type { Broker } from './broker.ts';

interface Resource {
  readonly resourceType: number;
  readonly resourceName: string;
}
interface Answer extends Resource {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/** By resource: why it is refused here, or undefined where the controller decides. `alter` says what would become of one. */
export function refusedHere<R extends Resource>(
  resources: readonly R[],
  broker: Broker,
  alter: (resource: R, current: Properties, context: AlterContext) => AlterResult,
): (Answer | undefined)[] {
  return resources.map((resource) => {
    const { resourceType, resourceName } = resource;
    const isOurs = resourceName === '' || resourceName === String(broker.nodeId);
    if (resourceType !== ConfigResourceType.BROKER || !isOurs) return undefined;
    const current = dynamicProperties(broker.image(), 'broker', resourceName);
    const result = alter(resource, current, { broker: broker.layers, ofBroker: true });
    if (result.ok) return undefined;
    return { errorCode: result.errorCode, errorMessage: result.message, resourceType, resourceName };
  });
}

/** The answers in the order of the request, whichever the controller's are in. */
export function inOrder<A extends Answer>(
  resources: readonly Resource[],
  refusals: readonly (Answer | undefined)[],
  decided: readonly A[],
): (A | Answer)[] {
  const left = [...decided];
  return resources.map(({ resourceType, resourceName }, index) => {
    const refusal = refusals[index];
    if (refusal !== undefined) return refusal;
    const at = left.findIndex(
      (one) => one.resourceType === resourceType && one.resourceName === resourceName,
    );
    return left.splice(at, 1)[0];
  });
}

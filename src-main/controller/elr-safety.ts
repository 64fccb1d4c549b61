import { brokerValue } from '../config/index.ts';
import type { MetadataRecordInput } from '../metadata/index.ts';
import type { ControllerState } from './types.ts';

const MIN_ISR = 'min.insync.replicas';
const BROKER = 4;

/** min.insync.replicas as a setting of the whole cluster. */
export function clusterMinIsr(minInsyncReplicas: number): MetadataRecordInput {
  const value = String(minInsyncReplicas);
  return { type: 'ConfigRecord', resourceType: BROKER, resourceName: '', name: MIN_ISR, value };
}

/**
 * What must be written before eligible leader replicas are kept: leader and controller have to agree on
 * min.insync.replicas, so no broker may have one of its own (ConfigurationControlManager).
 */
export function elrSafetyRecords({ metadata, settings }: ControllerState): MetadataRecordInput[] {
  const records: MetadataRecordInput[] = [];
  if (!metadata.configs('broker', '')?.has(MIN_ISR))
    records.push(clusterMinIsr(Number(brokerValue(settings.properties, MIN_ISR))));
  for (const [resourceName, configs] of metadata.configured('broker')) {
    if (resourceName === '' || !configs.has(MIN_ISR)) continue;
    records.push({ type: 'ConfigRecord', resourceType: BROKER, resourceName, name: MIN_ISR, value: null });
  }
  return records;
}

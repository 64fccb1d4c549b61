export {
  type GroupClient,
  GroupCoordinator,
  type GroupCoordinatorOptions,
  GROUP_OFFSETS_TOPIC,
} from './group/coordinator.ts';
export type { GroupConfig } from './group/types.ts';
export type { CoordinatorPartitions } from './runtime/index.ts';

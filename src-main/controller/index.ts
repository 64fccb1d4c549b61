export { activationRecords } from './activation.ts';
export { Controller } from './controller.ts';
export {
  FORMAT_FEATURES,
  LATEST_METADATA_VERSION,
  metadataVersionOf,
  registeredFeatures,
  KRAFT_VERSION,
  SUPPORTED_FEATURES,
} from './features.ts';
export { type InternalTopic, internalTopicRequest } from './internal-topics.ts';
export type { CommandContext, ControllerSettings, Decision } from './types.ts';

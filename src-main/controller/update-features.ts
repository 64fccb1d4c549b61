import {
  type BrokerImage,
  type ControllerImage,
  type FeatureRange,
  METADATA_VERSION,
  type MetadataRecordInput,
} from '../metadata/index.ts';
import { ErrorCode, type RequestOf, type ResponseInput, type UpdateFeatures } from '../protocol/index.ts';
import { elrSafetyRecords } from './elr-safety.ts';
import {
  ELR_VERSION,
  keepsElr,
  KRAFT_VERSION,
  NEEDED_METADATA_VERSION,
  SUPPORTED_FEATURES,
} from './features.ts';
import type { ControllerState, Decision } from './types.ts';

type Request = RequestOf<typeof UpdateFeatures>;
type Update = Request['featureUpdates'][number];
type Response = ResponseInput<typeof UpdateFeatures>;

const UPGRADE = 1;
const SAFE_DOWNGRADE = 2;
const UNSAFE_DOWNGRADE = 3;
/** Levels of metadata.version that changed what is in the log: going below one would lose it (MetadataVersion). */
const CHANGING_LEVELS = [7, 8, 11, 13, 14, 15, 17, 23, 30];

/** Changes finalized feature levels, all of them or none (FeatureControlManager). */
export function updateFeatures(state: ControllerState, request: Request): Decision<Response> {
  const levels = new Map(state.metadata.features);
  for (const { feature, maxVersionLevel } of request.featureUpdates) levels.set(feature, maxVersionLevel);
  const complaints = request.featureUpdates.map(
    (update) => complaintAbout(state, update) ?? complaintAboutNeeds(update, levels),
  );
  const failed = complaints.findIndex((complaint) => complaint !== undefined);
  if (failed >= 0) {
    const { feature } = request.featureUpdates[failed];
    const errorMessage = `The level of ${feature} was not changed: ${complaints[failed]}`;
    const errorCode = ErrorCode.INVALID_UPDATE_VERSION;
    const results = request.featureUpdates.map((update, index) => ({
      feature: update.feature,
      errorCode,
      errorMessage: complaints[index] ?? 'Another of the updates was refused.',
    }));
    return { records: [], response: { errorCode, errorMessage, results } };
  }
  const startsElr = !keepsElr(state.metadata) && (levels.get(ELR_VERSION) ?? 0) > 0;
  const changes: MetadataRecordInput[] = request.featureUpdates
    .filter(({ feature }) => feature !== KRAFT_VERSION)
    .filter(({ feature, maxVersionLevel }) => (state.metadata.features.get(feature) ?? 0) !== maxVersionLevel)
    .map(({ feature, maxVersionLevel }) => ({
      type: 'FeatureLevelRecord',
      name: feature,
      featureLevel: maxVersionLevel,
    }));
  const records = startsElr ? [...elrSafetyRecords(state), ...changes] : changes;
  const results = request.featureUpdates.map(({ feature }) => ({
    feature,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
  }));
  return {
    records: request.validateOnly ? [] : records,
    response: { errorCode: ErrorCode.NONE, errorMessage: null, results },
  };
}

function complaintAbout({ metadata, settings }: ControllerState, update: Update): string | undefined {
  const { feature, maxVersionLevel: level } = update;
  const supported = SUPPORTED_FEATURES.get(feature);
  if (supported === undefined) return 'this controller does not know the feature.';
  if (!contains(supported, level)) return `the controller supports ${supported.min} to ${supported.max}.`;
  if (feature === KRAFT_VERSION) return refuseKRaftVersion(level, settings.kraftVersion);
  const unable = ({ features }: BrokerImage | ControllerImage) =>
    !contains(features.get(feature) ?? { min: 0, max: 0 }, level);
  const broker = [...metadata.brokers.values()].find(unable);
  if (broker !== undefined) return `broker ${broker.id} does not support level ${level}.`;
  const controller = [...metadata.controllers.values()].find(unable);
  if (controller !== undefined) return `controller ${controller.id} does not support level ${level}.`;
  const current = metadata.features.get(feature) ?? 0;
  if (level < current) return refuseDowngrade(update, current);
  return level > current && update.upgradeType !== UPGRADE
    ? `${level} is above the present ${current}, which is no downgrade.`
    : undefined;
}

/** A feature, or a lower metadata.version, that does not go together with the levels of the others. */
function complaintAboutNeeds({ feature }: Update, levels: ReadonlyMap<string, number>): string | undefined {
  for (const [name, needed] of NEEDED_METADATA_VERSION) {
    const isConcerned = name === feature || feature === METADATA_VERSION;
    if (!isConcerned || (levels.get(name) ?? 0) === 0) continue;
    if ((levels.get(METADATA_VERSION) ?? 0) < needed) return `${name} needs ${METADATA_VERSION} ${needed}.`;
  }
  return undefined;
}

function refuseDowngrade(update: Update, current: number): string | undefined {
  const { feature, maxVersionLevel: level } = update;
  const isUnsafe = update.upgradeType === UNSAFE_DOWNGRADE;
  if (!isUnsafe && update.upgradeType !== SAFE_DOWNGRADE && !update.allowDowngrade) {
    return `${level} is below the present ${current}, and a downgrade was not asked for.`;
  }
  if (feature !== METADATA_VERSION) return undefined;
  const lossy = CHANGING_LEVELS.some((changing) => changing > level && changing <= current);
  if (!lossy) return undefined;
  return isUnsafe
    ? 'unsafe downgrades of metadata.version are not supported.'
    : `metadata that level ${level} cannot express may have been written since.`;
}

/** Left out: making records of the voters that the settings name (from Apache Kafka 4.1 on). */
function refuseKRaftVersion(level: number, current: number): string | undefined {
  if (level === current) return undefined;
  return level < current
    ? 'voters that are records of the log stay so.'
    : 'the voters of this cluster are those of controller.quorum.voters, and this controller cannot make records of them.';
}

function contains({ min, max }: FeatureRange, level: number): boolean {
  return level >= min && level <= max;
}

import type { MetadataRecordInput } from '../metadata/index.ts';
import {
  type ControllerRegistration,
  ErrorCode,
  type RequestOf,
  type ResponseInput,
  type UnregisterBroker,
} from '../protocol/index.ts';
import { metadataVersionOf } from './features.ts';
import { removeUncleanBroker } from './partitions.ts';
import type { ControllerState, Decision } from './types.ts';

/** metadata.version from which on controllers are registered (KIP-919). */
const CONTROLLER_REGISTRATION_LEVEL = 15;

/** A controller tells its endpoints and features; written only when they differ from what is known. */
export function registerController(
  { metadata }: ControllerState,
  request: RequestOf<typeof ControllerRegistration>,
): Decision<ResponseInput<typeof ControllerRegistration>> {
  const answer = (errorCode: number, errorMessage: string | null = null) => ({ errorCode, errorMessage });
  if (metadataVersionOf(metadata) < CONTROLLER_REGISTRATION_LEVEL) {
    return {
      records: [],
      response: answer(
        ErrorCode.UNSUPPORTED_VERSION,
        'metadata.version is too low for controllers to register.',
      ),
    };
  }
  const record: MetadataRecordInput = {
    type: 'RegisterControllerRecord',
    controllerId: request.controllerId,
    incarnationId: request.incarnationId,
    zkMigrationReady: request.zkMigrationReady,
    endPoints: request.listeners,
    features: request.features,
  };
  return { records: [record], response: answer(ErrorCode.NONE) };
}

/** Forgets a broker for good; it leaves all ISRs first, and nobody waits for what it had. */
export function unregisterBroker(
  state: ControllerState,
  { brokerId }: RequestOf<typeof UnregisterBroker>,
): Decision<ResponseInput<typeof UnregisterBroker>> {
  const broker = state.metadata.brokers.get(brokerId);
  if (broker === undefined) {
    return {
      records: [],
      response: {
        errorCode: ErrorCode.BROKER_ID_NOT_REGISTERED,
        errorMessage: `No broker ${brokerId} is registered.`,
      },
    };
  }
  return {
    records: [
      ...removeUncleanBroker(state, brokerId),
      { type: 'UnregisterBrokerRecord', brokerId, brokerEpoch: broker.epoch },
    ],
    response: { errorCode: ErrorCode.NONE, errorMessage: null },
  };
}

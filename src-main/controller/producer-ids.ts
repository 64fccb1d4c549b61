import {
  type AllocateProducerIds,
  ErrorCode,
  type RequestOf,
  type ResponseInput,
} from '../protocol/index.ts';
import type { ControllerState, Decision } from './types.ts';

/** ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE */
const BLOCK_SIZE = 1000;

/** Gives a broker the next block of producer ids: never the same twice, whatever happens to the broker. */
export function allocateProducerIds(
  { metadata }: ControllerState,
  request: RequestOf<typeof AllocateProducerIds>,
): Decision<ResponseInput<typeof AllocateProducerIds>> {
  const { brokerId, brokerEpoch } = request;
  const broker = metadata.brokers.get(brokerId);
  const errorCode =
    broker === undefined
      ? ErrorCode.BROKER_ID_NOT_REGISTERED
      : broker.epoch !== brokerEpoch
        ? ErrorCode.STALE_BROKER_EPOCH
        : ErrorCode.NONE;
  if (errorCode !== ErrorCode.NONE) {
    return { records: [], response: { errorCode, producerIdStart: 0, producerIdLen: 0 } };
  }
  const first = metadata.nextProducerId;
  return {
    records: [{ type: 'ProducerIdsRecord', brokerId, brokerEpoch, nextProducerId: first + BLOCK_SIZE }],
    response: { errorCode, producerIdStart: first, producerIdLen: BLOCK_SIZE },
  };
}

/**
 * A producer id for an idempotent producer, from this broker's block. v3 may offer the id it has: without a
 * transactional id it gets a new one all the same, as in Kafka.
 *
 * Left out: transactional ids. They get a final error, since a retriable one would go on for ever.
 */
import { ErrorCode, InitProducerId } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const initProducerId = defineHandler(InitProducerId, async (request, context, broker) => {
  const refuse = (errorCode: number) => ({ errorCode, producerId: -1, producerEpoch: -1 });
  if (request.transactionalId !== null) {
    broker.env.log.warn(
      `client ${context.clientId} asked for transactional id ${request.transactionalId}: there is no transaction coordinator yet`,
    );
    return refuse(ErrorCode.INVALID_REQUEST);
  }
  if ((request.producerId === -1) !== (request.producerEpoch === -1))
    return refuse(ErrorCode.INVALID_REQUEST);
  const taken = await broker.producerIds.take();
  if ('errorCode' in taken) return refuse(taken.errorCode);
  broker.env.facts.report({
    kind: 'producer-id-allocated',
    producerId: taken.producerId,
    producerEpoch: 0,
  });
  return { errorCode: ErrorCode.NONE, producerId: taken.producerId, producerEpoch: 0 };
});

/** Deletes topics by name or, from v6 on, by id: decided by the active controller. */
import { DeleteTopics, ErrorCode } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { CLOSE_CONNECTION, defineHandler, NO_RESPONSE } from '../handler.ts';

/** First version whose clients know TOPIC_DELETION_DISABLED. */
const KNOWS_DISABLED = 3;

export const deleteTopics = defineHandler(DeleteTopics, async (request, context, broker) => {
  const response = await forwardToController(DeleteTopics, request, context, broker);
  if (response === NO_RESPONSE || response === CLOSE_CONNECTION) return response;
  if (context.apiVersion >= KNOWS_DISABLED) return response;
  const responses = response.responses.map((result) =>
    result.errorCode === ErrorCode.TOPIC_DELETION_DISABLED
      ? { ...result, errorCode: ErrorCode.INVALID_REQUEST }
      : result,
  );
  return { ...response, responses };
});

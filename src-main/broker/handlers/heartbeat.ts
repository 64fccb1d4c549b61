/** A member's sign of life; the answer tells it when to join again. */
import { Heartbeat } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const heartbeat = defineHandler(Heartbeat, async (request, _context, broker) => ({
  errorCode: await broker.groups.heartbeat(request.groupId, request.generationId, {
    memberId: request.memberId,
    instanceId: request.groupInstanceId,
  }),
}));

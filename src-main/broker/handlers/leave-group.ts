/** Members leave at once instead of being missed. v3 several of them, static ones by instance (KIP-345). */
import { LeaveGroup } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const leaveGroup = defineHandler(LeaveGroup, (request, context, broker) =>
  broker.groups.leave(request, context.apiVersion),
);

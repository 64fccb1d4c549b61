/** Removes a voter from the quorum: its leader decides (KIP-853). */
import { RemoveRaftVoter } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const removeRaftVoter = defineHandler(RemoveRaftVoter, (request, context, broker) =>
  forwardToController(RemoveRaftVoter, request, context, broker),
);

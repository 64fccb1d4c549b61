/** Adds a voter to the quorum: its leader decides (KIP-853). */
import { AddRaftVoter } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const addRaftVoter = defineHandler(AddRaftVoter, (request, context, broker) =>
  forwardToController(AddRaftVoter, request, context, broker),
);

/** Creates topics: decided by the active controller, answered when the records are committed. */
import { CreateTopics } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const createTopics = defineHandler(CreateTopics, (request, context, broker) =>
  forwardToController(CreateTopics, request, context, broker),
);

/** Adds partitions to topics: decided by the active controller. */
import { CreatePartitions } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const createPartitions = defineHandler(CreatePartitions, (request, context, broker) =>
  forwardToController(CreatePartitions, request, context, broker),
);

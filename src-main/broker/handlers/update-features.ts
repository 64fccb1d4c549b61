/** Finalizes feature levels: decided by the active controller. */
import { UpdateFeatures } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const updateFeatures = defineHandler(UpdateFeatures, (request, context, broker) =>
  forwardToController(UpdateFeatures, request, context, broker),
);

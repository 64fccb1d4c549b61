/** Elects preferred or unclean leaders: decided by the active controller. */
import { ElectLeaders } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const electLeaders = defineHandler(ElectLeaders, (request, context, broker) =>
  forwardToController(ElectLeaders, request, context, broker),
);

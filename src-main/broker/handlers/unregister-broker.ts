/** Forgets a broker for good: decided by the active controller. */
import { UnregisterBroker } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const unregisterBroker = defineHandler(UnregisterBroker, (request, context, broker) =>
  forwardToController(UnregisterBroker, request, context, broker),
);

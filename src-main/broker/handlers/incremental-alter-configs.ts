/**
 * Sets, deletes, appends to or subtracts from single settings (KIP-339): decided by the active controller. Levels of
 * broker loggers (resource type 8), which Kafka's brokers change by themselves, do not exist here.
 */
import { IncrementalAlterConfigs } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const incrementalAlterConfigs = defineHandler(IncrementalAlterConfigs, (request, context, broker) =>
  forwardToController(IncrementalAlterConfigs, request, context, broker),
);

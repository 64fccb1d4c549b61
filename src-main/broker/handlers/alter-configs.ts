/** Replaces all settings of resources (the API before IncrementalAlterConfigs): decided by the active controller. */
import { AlterConfigs } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const alterConfigs = defineHandler(AlterConfigs, (request, context, broker) =>
  forwardToController(AlterConfigs, request, context, broker),
);

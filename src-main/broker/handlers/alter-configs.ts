/**
 * Replaces all settings of resources (the API before IncrementalAlterConfigs): decided by the active controller, those of
 * this broker after it has had a look.
 */
import { replaceConfigs } from '../../config/index.ts';
import { AlterConfigs } from '../../protocol/index.ts';
import { inOrder, refusedHere } from '../broker-config-changes.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const alterConfigs = defineHandler(AlterConfigs, async (request, context, broker) => {
  const { resources } = request;
  const refusals = refusedHere(resources, broker, ({ resourceName: name, configs }, current, about) =>
    replaceConfigs({ kind: 'broker', name }, current, configs, about),
  );
  const rest = resources.filter((_resource, index) => refusals[index] === undefined);
  if (rest.length === 0) return { responses: refusals.filter((refusal) => refusal !== undefined) };
  const answer = await forwardToController(AlterConfigs, { ...request, resources: rest }, context, broker);
  if (typeof answer === 'symbol') return answer;
  return { ...answer, responses: inOrder(resources, refusals, answer.responses) };
});

/**
 * Sets, deletes, appends to or subtracts from single settings (KIP-339): decided by the active controller, those of this
 * broker after it has had a look. Levels of broker loggers (resource type 8), which Kafka's brokers change by themselves,
 * do not exist here.
 */
import { alterConfigs } from '../../config/index.ts';
import { IncrementalAlterConfigs } from '../../protocol/index.ts';
import { inOrder, refusedHere } from '../broker-config-changes.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const incrementalAlterConfigs = defineHandler(
  IncrementalAlterConfigs,
  async (request, context, broker) => {
    const { resources } = request;
    const refusals = refusedHere(resources, broker, ({ resourceName: name, configs }, current, about) =>
      alterConfigs(
        { kind: 'broker', name },
        current,
        configs.map((config) => ({ ...config, operation: config.configOperation })),
        about,
      ),
    );
    const rest = resources.filter((_resource, index) => refusals[index] === undefined);
    if (rest.length === 0) return { responses: refusals.filter((refusal) => refusal !== undefined) };
    const answer = await forwardToController(
      IncrementalAlterConfigs,
      { ...request, resources: rest },
      context,
      broker,
    );
    if (typeof answer === 'symbol') return answer;
    return { ...answer, responses: inOrder(resources, refusals, answer.responses) };
  },
);

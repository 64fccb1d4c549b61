import { join } from 'node:path';
import { runCommand } from '../../support/processes.ts';
import type { Check } from '../check.ts';

const PROGRAM = join(import.meta.dirname, '..', 'clients', 'confluent_checks.py');

/** confluent-kafka is the newest librdkafka as people get it from PyPI. */
export const confluentKafkaChecks: readonly Check[] = [
  confluentCheck('records', 'produce and consume: keys, headers, nulls, every codec, idempotent'),
  confluentCheck('group', 'group of two: range and cooperative-sticky, commit, go on'),
  confluentCheck('admin', 'admin: topics, partitions, configs, offsets, groups, delete records'),
];

function confluentCheck(program: string, name: string): Check {
  return {
    client: 'confluent-kafka',
    name,
    needs: ['python'],
    async run(context) {
      const args = [PROGRAM, program, context.bootstrapServers, context.unique('run'), String(context.nodes)];
      const result = await runCommand(context.clients.python!, args, { timeoutMs: 85_000 });
      return result.stdout.trim();
    },
  };
}

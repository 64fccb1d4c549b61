import { fetchAt, type KafkaClient } from '../../client/index.ts';
import { batchPositions, readRecords } from '../../wire/index.ts';

/** All values that a topic has, as numbers: those of each partition in their order. */
export async function numbersIn(client: KafkaClient, topic: string, partitions: number): Promise<number[]> {
  const values: number[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    for (let offset = 0; ;) {
      const [result] = await fetchAt(client, [{ topic, partition, offset }], {
        isolation: 'read_uncommitted',
        maxWaitMs: 0,
        partitionMaxBytes: 1_000_000,
      });
      if ('error' in result) throw result.error;
      const before = offset;
      for (const at of batchPositions(result.value.records))
        for (const record of readRecords(result.value.records, at)) {
          values.push(Number(record.value!.toString()));
          offset = record.offset + 1;
        }
      if (offset === before) break;
    }
  }
  return values;
}

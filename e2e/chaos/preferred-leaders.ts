import { ByteWriter } from '../support/byte-writer.ts';
import { KafkaConnection } from '../support/kafka-connection.ts';

const ELECT_LEADERS = { apiKey: 43, version: 1 };
const PREFERRED = 0;

/**
 * Asks that every partition be led by its first replica again, as `kafka-leader-election` does: after some faults one
 * node may lead everything, and the next fault would meet another cluster than the first one did.
 */
export async function electPreferredLeaders(port: number, topic: string, partitions: number): Promise<void> {
  using connection = await KafkaConnection.open(port);
  const body = new ByteWriter().int8(PREFERRED).int32(1).string(topic).int32(partitions);
  for (let partition = 0; partition < partitions; partition++) body.int32(partition);
  body.int32(10_000); // timeout, ms
  const { apiKey, version } = ELECT_LEADERS;
  const response = await connection.request(apiKey, version, body.finish());
  const errorCode = response.readInt16BE(4); // after the throttle time
  if (errorCode !== 0) throw new Error(`ElectLeaders: error code ${errorCode}`);
}

/** Batches that an earlier life handed over and heard no answer of. */
import { type KafkaClient, KafkaError, produce } from '../../client/index.ts';
import type { BatchInDoubt } from '../store/index.ts';
import { REFUSALS } from './topic-sender.ts';

/** Brokers forget an idle producer's sequences after a day (`producer.id.expiration.ms`), and would write a batch again. */
const IN_DOUBT_MAX_MS = 12 * 3_600_000;
const DEADLINE_MS = 20_000;

/** What became of one. */
export interface DoubtsHeard {
  written(batch: BatchInDoubt): void;
  /** Nothing of it is there: its records are to be sent again. */
  refused(batch: BatchInDoubt): void;
  /** It is too late to ask. */
  unknown(batch: BatchInDoubt): void;
}

/** Sends them again as they were: the broker knows which of them it has. Throws what keeps it from an answer. */
export async function settleDoubts(
  client: KafkaClient,
  batches: readonly BatchInDoubt[],
  heard: DoubtsHeard,
): Promise<void> {
  for (const batch of batches) {
    if (client.env.clock.wallMs() - batch.atMs > IN_DOUBT_MAX_MS) {
      heard.unknown(batch);
      continue;
    }
    try {
      await produce(client, batch, batch.bytes, { acks: 'all', idempotent: true, deadlineMs: DEADLINE_MS });
    } catch (error) {
      if (!(error instanceof KafkaError && REFUSALS.has(error.code))) throw error;
      heard.refused(batch);
      continue;
    }
    heard.written(batch);
  }
}

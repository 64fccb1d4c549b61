import {
  batchIsControl,
  batchProducerEpoch,
  batchProducerId,
  batchSizeBytes,
  readRecords,
} from '../wire/index.ts';
import type { AppendOptions } from './log-types.ts';
import { markerCoordinatorEpoch, type ProducerStates, type ProducerVerdict } from './producer-state.ts';

/** What the producers' states say against batches; undefined when they may be appended. */
export function producerObjection(
  states: ProducerStates,
  batches: Buffer,
  options: AppendOptions,
): Exclude<ProducerVerdict, { kind: 'new' }> | undefined {
  const transactionVersion = options.transactionVersion ?? 0;
  for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
    const producerId = batchProducerId(batches, at);
    if (producerId < 0) continue;
    let verdict: ProducerVerdict | undefined;
    if (batchIsControl(batches, at)) {
      const [marker] = readRecords(batches, at);
      const coordinatorEpoch = markerCoordinatorEpoch(marker?.value ?? null);
      const epoch = batchProducerEpoch(batches, at);
      verdict = states.checkMarker(producerId, epoch, coordinatorEpoch, transactionVersion);
    } else if (options.origin === 'client') {
      verdict = states.checkClientBatch(batches, at, transactionVersion);
    }
    if (verdict !== undefined && verdict.kind !== 'new') return verdict;
  }
  return undefined;
}

/** Reads what nodes have left on their disks, without the code that wrote it as far as that is possible. */
import type { Disk } from '../env/index.ts';
import { MetadataLoader, type MetadataImage } from '../metadata/index.ts';
import { decodeBatch, listSnapshots, METADATA_FOLDER, readSnapshot, snapshotName } from '../node/index.ts';
import {
  batchBaseOffset,
  batchCrc,
  batchFault,
  batchLastOffset,
  batchLeaderEpoch,
  batchPositions,
  batchSizeBytes,
} from '../wire/index.ts';
import type { ReplicaLog } from './checker/index.ts';
import { DATA_DIRECTORY } from './cluster.ts';
import type { SimNode } from './sim-node.ts';

/** The segment files of a partition in order, as one stretch of bytes each. */
function segmentsOf(node: SimNode, folder: string): Buffer[] {
  return [...node.disk.memory.files(`${DATA_DIRECTORY}/${folder}/`)]
    .filter(([path]) => /\/\d{20}\.log$/.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, content]) => content);
}

/** What a node has of a partition. Throws for a batch whose CRC is wrong. */
export function replicaLogOf(
  node: SimNode,
  topic: string,
  partition: number,
  startOffset: number,
): ReplicaLog {
  const numbers: number[] = [];
  for (const segment of segmentsOf(node, `${topic}-${partition}`)) {
    for (const at of batchPositions(segment)) {
      const fault = batchFault(segment, at, segment.length);
      if (fault !== undefined) throw new Error(`node ${node.id} ${topic}-${partition}: ${fault}`);
      numbers.push(batchBaseOffset(segment, at), batchLastOffset(segment, at));
      numbers.push(batchLeaderEpoch(segment, at), batchCrc(segment, at));
    }
  }
  return { node: node.id, startOffset, batches: Float64Array.from(numbers) };
}

/** The image that the metadata log on a node's disk gives, up to an offset. */
export function replayMetadata(node: SimNode, endOffset: number): MetadataImage {
  const { memory } = node.disk;
  // Listing snapshots removes unfinished ones: not here.
  const disk = {
    list: memory.list.bind(memory),
    readFile: memory.readFile.bind(memory),
    remove() {},
  } as unknown as Disk;
  const folder = `${DATA_DIRECTORY}/${METADATA_FOLDER}`;
  const loader = new MetadataLoader();
  const snapshot = listSnapshots(disk, folder).findLast((id) => id.endOffset <= endOffset);
  if (snapshot !== undefined) {
    const { records } = readSnapshot(disk, `${folder}/${snapshotName(snapshot)}`)!;
    loader.apply(records, snapshot.endOffset, snapshot.epoch);
  }
  let reached = snapshot?.endOffset ?? 0;
  for (const segment of segmentsOf(node, METADATA_FOLDER)) {
    for (const at of batchPositions(segment)) {
      const batch = decodeBatch(segment, at, batchSizeBytes(segment, at));
      if (batch.endOffset <= reached || batch.endOffset > endOffset) continue;
      loader.apply(batch.records, batch.endOffset, batch.epoch);
      reached = batch.endOffset;
    }
  }
  loader.publish();
  return loader.image;
}

import type { Env } from '../env/index.ts';
import { FORMAT_FEATURES, LATEST_METADATA_VERSION } from '../controller/index.ts';
import { featureRecords } from '../metadata/index.ts';
import type { Voter } from '../raft/index.ts';
import { replaceDurably } from './durable-file.ts';
import { snapshotBatches, writeSnapshot } from './snapshot-file.ts';

/** Folder of the metadata log in the first log dir. */
export const METADATA_FOLDER = '__cluster_metadata-0';
export const BOOTSTRAP_CHECKPOINT = 'bootstrap.checkpoint';

/**
 * What `kafka-storage format` of 4.0 to 4.3 writes beside meta.properties: the features to finalize, and the first
 * voters as a snapshot of an empty log (kraft.version 1). Undefined voters: there is a quorum already, which this
 * replica joins (`--no-initial-controllers`). False where a metadata log is already.
 */
export function formatMetadata(env: Env, directory: string, voters: readonly Voter[] | undefined): boolean {
  const { disk } = env;
  const folder = `${directory}/${METADATA_FOLDER}`;
  if (disk.stat(folder) !== undefined && (disk.list(folder) ?? []).length > 0) return false;
  const common = {
    metadataVersion: LATEST_METADATA_VERSION,
    epoch: 0,
    lastContainedLogTimestampMs: 0,
    nowMs: env.clock.wallMs(),
  };
  const bootstrap = snapshotBatches({ ...common, records: featureRecords(FORMAT_FEATURES) });
  // The names are made durable by the one sync of the directory below.
  replaceDurably(disk, `${directory}/${BOOTSTRAP_CHECKPOINT}`, bootstrap, { syncDirectory: false });
  disk.makeDirectory(folder);
  if (voters !== undefined)
    writeSnapshot(disk, folder, { endOffset: 0, epoch: 0 }, { ...common, records: [], voters });
  disk.syncDirectory(directory);
  return true;
}

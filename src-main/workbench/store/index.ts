export { isUnwritable } from './open.ts';
export { thinSamples } from './thin-samples.ts';
export { type SavedConnection, type SentMessage, type Snapshot, Store } from './store.ts';
export {
  type BatchInDoubt,
  type BatchJournal,
  type BatchProgress,
  type JobJournal,
  type RedriveJournal,
  type RedriveProgress,
  type UnfinishedBatch,
  type UnfinishedJob,
  type UnfinishedRedrive,
} from './job-journal.ts';

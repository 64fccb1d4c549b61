export { type SavedConnection, type SentMessage, type Snapshot, Store } from './store.ts';
export {
  type BatchInDoubt,
  RedriveJournal,
  type RedriveProgress,
  type UnfinishedRedrive,
} from './redrive-journal.ts';

export { type SavedConnection, type SentMessage, type Snapshot, Store } from './store.ts';

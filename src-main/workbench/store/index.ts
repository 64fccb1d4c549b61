export { type SentMessage, type Snapshot, Store } from './store.ts';

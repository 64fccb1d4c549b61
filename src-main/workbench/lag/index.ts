export { OldestUnread } from './oldest-unread.ts';
export { watchMakeup } from './watch-makeup.ts';

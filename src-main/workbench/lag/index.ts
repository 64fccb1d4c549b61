export { watchMakeup } from './watch-makeup.ts';

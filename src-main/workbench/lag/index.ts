export { lagBehind } from './behind.ts';
export { watchMakeup } from './watch-makeup.ts';

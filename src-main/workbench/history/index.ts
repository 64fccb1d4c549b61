export { changesBetween } from './changes.ts';
export { facetsAt, momentOf } from './history.ts';

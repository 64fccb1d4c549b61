export { digestRun } from './run.ts';

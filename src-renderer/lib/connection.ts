import { useClusterId } from './cluster.ts';
import { useStream } from './live.ts';

/** The workbench's connection to the cluster, live; null until it has been told. Not the page's link to the workbench. */
export function useConnection() {
  return useStream('connection.watch', { cluster: useClusterId() }).event;
}

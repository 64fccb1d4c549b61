import type { Env } from '../env/index.ts';
import type { NodeConfig } from './config.ts';
import type { ControllerHandle, ControllerOptions } from './controller-types.ts';

export type * from './controller-types.ts';

/**
 * Formats what is missing in the metadata directory, opens the metadata log, joins the quorum and resolves when the
 * image holds everything committed so far. `formatDirectory` must have run, and the directories must be locked.
 */
export declare function startController(
  env: Env,
  config: NodeConfig,
  options: ControllerOptions,
): Promise<ControllerHandle>;

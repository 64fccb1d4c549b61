/** Which cluster the screens speak of; the workbench owns one, called local. */
import type { ClusterId } from '../../src-main/contract/index.ts';

/** The cluster in view. */
export const LOCAL_CLUSTER: ClusterId = 'local';

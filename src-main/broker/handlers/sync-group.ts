/** Hands in the assignment (the leader) and asks for one's own part; answered when the assignment is stored. */
import { SyncGroup } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const syncGroup = defineHandler(SyncGroup, (request, _context, broker) => broker.groups.sync(request));

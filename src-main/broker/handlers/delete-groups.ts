/** Deletes empty groups with their offsets; each answers for itself. */
import { DeleteGroups } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const deleteGroups = defineHandler(DeleteGroups, async (request, _context, broker) => ({
  results: await Promise.all(
    request.groupsNames.map(async (groupId) => ({
      groupId,
      errorCode: await broker.groups.deleteGroup(groupId),
    })),
  ),
}));

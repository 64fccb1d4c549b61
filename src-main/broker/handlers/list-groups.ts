/** The groups that this broker coordinates, by state and type. */
import { ListGroups } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const listGroups = defineHandler(ListGroups, (request, _context, broker) =>
  broker.groups.list(request.statesFilter, request.typesFilter),
);

/** State and members of classic groups. Authorized operations are not told while there is no authorizer. */
import { DescribeGroups } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const describeGroups = defineHandler(DescribeGroups, async (request, context, broker) => ({
  groups: await Promise.all(
    request.groups.map((groupId) => broker.groups.describe(groupId, context.apiVersion)),
  ),
}));

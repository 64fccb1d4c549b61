/** Enters a classic group; answered when the generation that the member is part of begins. */
import { JoinGroup } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const joinGroup = defineHandler(JoinGroup, (request, context, broker) =>
  broker.groups.join(request, {
    apiVersion: context.apiVersion,
    clientId: context.clientId,
    clientHost: `/${context.connection.remoteHost}`,
  }),
);

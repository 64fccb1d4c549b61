/** Partitions whose replicas are being moved: as the active controller has them, who may know of one that just began. */
import { ListPartitionReassignments } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const listPartitionReassignments = defineHandler(
  ListPartitionReassignments,
  (request, context, broker) => forwardToController(ListPartitionReassignments, request, context, broker),
);

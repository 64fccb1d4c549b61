/** Moves partitions to other replicas, or stops a move: decided by the active controller. */
import { AlterPartitionReassignments } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const alterPartitionReassignments = defineHandler(
  AlterPartitionReassignments,
  (request, context, broker) => forwardToController(AlterPartitionReassignments, request, context, broker),
);

/** The state of the KRaft quorum, as its leader knows it: voters, observers and how far they are. */
import { DescribeQuorum } from '../../protocol/index.ts';
import { forwardToController } from '../forward.ts';
import { defineHandler } from '../handler.ts';

export const describeQuorum = defineHandler(DescribeQuorum, (request, context, broker) =>
  forwardToController(DescribeQuorum, request, context, broker),
);

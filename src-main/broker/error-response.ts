import { type Api, errorMessage } from '../protocol/index.ts';
import * as protocol from '../protocol/index.ts';

type Body = any;

/**
 * The response that reports one error for a whole request, as Kafka's `AbstractRequest.getErrorResponse`: at the top
 * where the response has a place for it, else for each thing the request names.
 */
export function errorResponse(api: Api, request: Body, version: number, errorCode: number): Body {
  const message = errorMessage(errorCode);
  const each = (items: readonly Body[] | null, make: (item: Body) => object) =>
    (items ?? []).map((item) => ({ ...make(item), errorCode, errorMessage: message }));
  switch (api.key) {
    case protocol.Produce.key:
      return {
        responses: request.topicData.map((topic: Body) => ({
          name: topic.name,
          topicId: topic.topicId,
          partitionResponses: each(topic.partitionData, ({ index }: Body) => ({ index, baseOffset: -1 })),
        })),
      };
    case protocol.Fetch.key:
      return version >= 7
        ? { errorCode, responses: [] }
        : {
            responses: request.topics.map(({ topic, partitions }: Body) => ({
              topic,
              partitions: each(partitions, ({ partition }: Body) => ({
                partitionIndex: partition,
                highWatermark: -1,
                abortedTransactions: null,
                records: Buffer.alloc(0),
              })),
            })),
          };
    case protocol.ListOffsets.key:
      return partitionErrors(request.topics, each, ({ partitionIndex }) => ({ partitionIndex }));
    case protocol.DeleteRecords.key:
      return partitionErrors(request.topics, each, ({ partitionIndex }) => ({
        partitionIndex,
        lowWatermark: -1,
      }));
    case protocol.OffsetCommit.key:
      return partitionErrors(request.topics, each, ({ partitionIndex }) => ({ partitionIndex }));
    case protocol.OffsetForLeaderEpoch.key:
      return {
        topics: request.topics.map(({ topic, partitions }: Body) => ({
          topic,
          partitions: each(partitions, ({ partition }: Body) => ({ partition })),
        })),
      };
    case protocol.OffsetFetch.key:
      if (version >= 8) return { groups: each(request.groups, ({ groupId }) => ({ groupId, topics: [] })) };
      return version >= 2
        ? { errorCode, topics: [] }
        : {
            topics: (request.topics ?? []).map(({ name, partitionIndexes }: Body) => ({
              name,
              partitions: each(partitionIndexes, (partitionIndex) => ({
                partitionIndex,
                committedOffset: -1,
                metadata: '',
              })),
            })),
          };
    case protocol.Metadata.key:
      return {
        brokers: [],
        topics: each(request.topics, ({ name, topicId }) => ({ name, topicId, partitions: [] })),
        errorCode,
      };
    case protocol.FindCoordinator.key:
      return version >= 4
        ? {
            coordinators: each(request.coordinatorKeys, (key) => ({ key, nodeId: -1, host: '', port: -1 })),
          }
        : { errorCode, errorMessage: message, nodeId: -1, host: '', port: -1 };
    case protocol.DescribeGroups.key:
      return {
        groups: each(request.groups, (groupId) => ({
          groupId,
          groupState: '',
          protocolType: '',
          protocolData: '',
          members: [],
        })),
      };
    case protocol.DeleteGroups.key:
      return { results: each(request.groupsNames, (groupId) => ({ groupId })) };
    case protocol.CreateTopics.key:
    case protocol.CreatePartitions.key: {
      const results = each(request.topics, ({ name }) => ({ name }));
      return { topics: results, results };
    }
    case protocol.DeleteTopics.key:
      return {
        responses: each(
          request.topics.length > 0 ? request.topics : request.topicNames.map((name: string) => ({ name })),
          ({ name, topicId }: Body) => ({ name, topicId }),
        ),
      };
    case protocol.DescribeConfigs.key:
      return {
        results: each(request.resources, ({ resourceType, resourceName }) => ({
          resourceType,
          resourceName,
          configs: [],
        })),
      };
    case protocol.AlterConfigs.key:
    case protocol.IncrementalAlterConfigs.key:
      return {
        responses: each(request.resources, ({ resourceType, resourceName }) => ({
          resourceType,
          resourceName,
        })),
      };
    case protocol.DescribeTopicPartitions.key:
      return { topics: each(request.topics, ({ name }) => ({ name, partitions: [] })) };
    case protocol.ElectLeaders.key:
      return { errorCode, replicaElectionResults: [] };
    case protocol.UpdateFeatures.key:
      return { errorCode, errorMessage: message, results: [] };
    case protocol.DescribeQuorum.key:
      return { errorCode, errorMessage: message, topics: [], nodes: [] };
    case protocol.AlterPartitionReassignments.key:
      return { errorCode, errorMessage: message, responses: [] };
    case protocol.ListPartitionReassignments.key:
      return { errorCode, errorMessage: message, topics: [] };
    case protocol.AssignReplicasToDirs.key:
      return { errorCode, directories: [] };
    case protocol.BrokerHeartbeat.key:
      return { errorCode, shouldShutDown: false };
    case protocol.AlterPartition.key:
      return { errorCode, topics: [] };
    case protocol.AllocateProducerIds.key:
      return { errorCode, producerIdStart: -1, producerIdLen: 0 };
    case protocol.ApiVersions.key:
      // Code 35 is answered in the layout of version 0 by the pipeline itself.
      return { errorCode, apiKeys: [] };
    case protocol.InitProducerId.key:
      return { errorCode, producerId: -1, producerEpoch: -1 };
    case protocol.JoinGroup.key:
      return {
        errorCode,
        generationId: -1,
        protocolType: null,
        protocolName: version >= 7 ? null : '',
        leader: '',
        memberId: request.memberId,
        members: [],
      };
    default:
      // All others have their error at the top, and defaults for the rest.
      return { errorCode, errorMessage: message };
  }
}

function partitionErrors(
  topics: readonly Body[],
  each: (items: readonly Body[], make: (item: Body) => object) => object[],
  make: (partition: Body) => object,
): Body {
  return {
    topics: topics.map(({ name, topicId, partitions }) => ({
      name,
      topicId,
      partitions: each(partitions, make),
    })),
  };
}

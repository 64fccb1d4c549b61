import { ZERO_UUID } from '../base/index.ts';
import type { MetadataRecordInput, TopicImage } from '../metadata/index.ts';
import { type DeleteTopics, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import { booleanSetting } from './settings.ts';
import { countBy, refusal, type ControllerState, type Decision, isRefusal, type Refusal } from './types.ts';

type Request = RequestOf<typeof DeleteTopics>;
type Named = Request['topics'][number];
type Response = ResponseInput<typeof DeleteTopics>;

/** Deletes topics by name or by id, each by itself. Their configurations go with them. */
export function deleteTopics(state: ControllerState, request: Request): Decision<Response> {
  const wanted = [...request.topics, ...request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }))];
  const records: MetadataRecordInput[] = [];
  const responses: Response['responses'][number][] = [];
  const found = wanted.map((entry) => findTopic(state, entry));
  const chosen = countBy(
    found.filter((topic): topic is TopicImage => !isRefusal(topic)),
    ({ id }) => id,
  );
  for (const [index, topic] of found.entries()) {
    const entry = wanted[index];
    const outcome =
      !isRefusal(topic) && chosen.get(topic.id)! > 1
        ? refusal(ErrorCode.INVALID_REQUEST, `Topic '${topic.name}' is named more than once in the request.`)
        : topic;
    if (isRefusal(outcome)) {
      responses.push({
        name: entry.name,
        topicId: entry.topicId,
        errorCode: outcome.errorCode,
        errorMessage: outcome.message,
      });
      continue;
    }
    records.push({ type: 'RemoveTopicRecord', topicId: outcome.id });
    responses.push({ name: outcome.name, topicId: outcome.id, errorCode: ErrorCode.NONE });
  }
  return { records, response: { responses } };
}

function findTopic(state: ControllerState, { name, topicId }: Named): TopicImage | Refusal {
  if (!booleanSetting(state, 'delete.topic.enable')) {
    return refusal(
      ErrorCode.TOPIC_DELETION_DISABLED,
      'Topics cannot be deleted: delete.topic.enable is false.',
    );
  }
  const hasId = topicId !== ZERO_UUID;
  if (name !== null && hasId) {
    return refusal(ErrorCode.INVALID_REQUEST, 'A topic is named by its name or by its id, not by both.');
  }
  if (name !== null) {
    return (
      state.metadata.topicsByName.get(name) ??
      refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic '${name}'.`)
    );
  }
  if (!hasId) return refusal(ErrorCode.INVALID_REQUEST, 'Neither the name nor the id of a topic is given.');
  return (
    state.metadata.topicsById.get(topicId) ??
    refusal(ErrorCode.UNKNOWN_TOPIC_ID, `There is no topic with the id ${topicId}.`)
  );
}

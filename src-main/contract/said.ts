/**
 * What the workbench's process says, as a code and what goes into its gaps: a screen puts it into words of its own
 * language. The English ones stand here, because the history, logs and tools without a screen read them, too. What comes
 * from Kafka or a registry itself is not among them: it goes into a gap as it came.
 */
export const SAYINGS = {
  // Why a line of a source is no message.
  'line.notArray': 'a JSON array was expected',
  'line.notJson': 'no valid JSON: {reason}',
  'line.notObject': 'an object with key, value, headers … was expected',
  'line.unknownPart': "a message has no '{name}'",
  'line.notBase64': "'{name}' is not base64",
  'line.bytesWithSchema': "'{name}' is bytes, which a schema does not encode",
  'line.badHeaders': 'headers are an object, or an array of [name, value]',
  'line.noColumn': 'column {column} is missing: there are {count}',
  'line.noNames': 'the columns have no names: a whole line becomes an object by them',
  'line.badPartition': "'{text}' is no partition",
  'line.badTime': "'{text}' is no time: epoch ms or ISO 8601 was expected",

  'source.notJson': 'It cannot be read as JSON: {reason}.',
  'source.largeArray':
    'A JSON array of {size} bytes would have to be held in memory; one of up to {most} can. Make it one JSON text a line.',
  'source.gone': 'The workbench does not have this source any more: choose the file again.',

  // What is wrong with a template.
  'template.notNumber': "{variable}: '{text}' is no number",
  'template.outOfRange': '{variable}: {number} is not a whole number from 0 to {most}',
  'template.badRange': '{variable}: {min} is above {max}',
  'template.noName': '{variable}: a variable needs a name',
  'template.noChoices': '{variable}: needs something to choose from',
  'template.unknown': "{variable}: there is no variable '{name}'",
  'template.noFake': "{variable}: there is no made-up '{name}'",
  'template.fakeFailed': '{variable}: {reason}',

  // Encoding with a schema of the registry. `part` is key or value.
  'encode.unfit': 'The {part} does not fit {subject} version {version}: {reason}.',
  'encode.notJson': 'it is no JSON: {reason}',
  'encode.noGuid':
    'This registry gives schemas no GUID, which a header carries: put the id before the payload.',
  'encode.noSubject': 'No subject is chosen.',
  'encode.noRecordName': "The record's full name is missing.",
  'encode.noMessage': "The schema has no message '{name}'; it has {names}.",
  'encode.unknownSubject': "The registry has no subject '{subject}'.",
  'encode.unknownVersion': "The registry has no version {version} of '{subject}'.",
  'encode.unknownSubject.next': 'Register a schema for it, or choose another subject.',
  'encode.unreadable': 'The schema of {subject} version {version} cannot be read: {reason}.',

  // Why a job stopped, and lines or records that it did not send.
  'job.badLine': 'Line {line} is no message: {problem}.',
  'job.badLine.next': 'Correct the file and begin anew, or go on and leave such lines out.',
  'job.unfitLine': 'Line {line} cannot be encoded. {problem}',
  'job.lineRefused': 'Line {line} was not taken: {reason}.',
  'job.lineRefused.next': 'Change what it says and go on, or go on and leave such lines out.',
  'job.gone': 'There is no such job any more.',
  'job.nothingLeft': 'It has nothing that it could go on with.',
  'job.atWork': 'It is still at work: cancel it first.',
  'job.noPartition': 'there is no partition {partition}: {topic} has 0 to {last}',

  // Sending stored records on.
  'redrive.interrupted': 'The workbench ended while this was at work.',
  'redrive.interrupted.next': 'Go on: what was written is known and is not sent twice.',
  'redrive.madeAnew': "'{topic}' was deleted and made anew: its offsets mean other records now.",
  'redrive.madeAnew.next': 'Dismiss this, and choose its records anew.',
  'redrive.unknown':
    'whether it arrived in {topic} is not known: it was on its way too long ago to be sent again safely',
  'redrive.noTarget': "There is no topic '{topic}' to send to.",
  'redrive.noTarget.next': 'Create it first, or choose another.',
  'redrive.noTopic': "there is no topic '{topic}'",
  'redrive.noPartition': '{topic} has no partition {partition}',
  'redrive.noHeader': "it has no header '{header}'",
  'redrive.badHeader': "'{header}' holds no topic's name",
  'redrive.notReached': 'the log does not reach there any more',
  'redrive.goneRecord': 'there is no such record any more',

  // What every service may say.
  'topic.none': "There is no topic '{topic}'.",
  'invalid.next': 'Correct it and try again.',
  'registry.none': 'This cluster has no schema registry.',
  'registry.none.next': 'Give its address in the settings of the connection.',
  'registry.outage.next':
    'Test the connection on the Connections screen; it names what is wrong with the registry.',
  readOnly: 'This connection is read-only.',
  'readOnly.next': 'Allow writing in the settings of the connection, if that is meant.',
  'cluster.notLetIn': 'The cluster does not let us in: {reason}.',
  'cluster.notLetIn.next': 'Test the connection on the Connections screen; it names what is wrong.',
  'cluster.silent': 'No broker of the cluster answers.',
  'cluster.silent.next':
    'See whether its nodes run and can be reached from here; it is tried again by itself.',
  'unsupported.next': 'This broker cannot do it.',
  cancelled: 'It was cancelled.',
  unexpected: 'The workbench met an error it did not expect.',
  'unexpected.next': 'Try again; if it stays, report it with the detail.',

  // What can be done about an error of Kafka, by its name of it.
  'next.UNKNOWN_TOPIC_OR_PARTITION': 'It may have been deleted: look at the list of topics.',
  'next.TOPIC_ALREADY_EXISTS': 'Choose another name, or open the topic that exists.',
  'next.INVALID_REPLICATION_FACTOR': 'Choose a replication factor no larger than the number of live brokers.',
  'next.INVALID_TOPIC_EXCEPTION': "Use letters, digits, '.', '_' and '-', at most 249 of them.",
  'next.LEADER_NOT_AVAILABLE': 'Start the nodes that hold a replica, then try again.',
  'next.NOT_ENOUGH_REPLICAS': 'Start the nodes that hold replicas, or lower min.insync.replicas.',
  'next.MESSAGE_TOO_LARGE': 'Send less, or raise max.message.bytes of the topic.',
  'next.NON_EMPTY_GROUP': 'Stop the members of the group first.',
  'next.UNKNOWN_MEMBER_ID': 'Stop the members of the group first.',
  'next.INVALID_CONFIG': 'Correct the value; the documentation beside it says what is allowed.',
  'next.OFFSET_OUT_OF_RANGE': 'The record may have been deleted meanwhile: read again.',
} as const;

export type SayingCode = keyof typeof SAYINGS;

/** The names of the gaps of a text. */
type Gaps<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Gaps<Rest>
  : never;

export type SaidValue = string | number | Said;
export type SaidValues<Code extends SayingCode> = Readonly<Record<Gaps<(typeof SAYINGS)[Code]>, SaidValue>>;

export interface Said {
  readonly code: SayingCode;
  readonly values: Readonly<Record<string, SaidValue>>;
}

/** Codes without gaps need no values. */
type ValuesOf<Code extends SayingCode> = [Gaps<(typeof SAYINGS)[Code]>] extends [never]
  ? []
  : [values: SaidValues<Code>];

export function say<Code extends SayingCode>(code: Code, ...[values]: ValuesOf<Code>): Said {
  return { code, values: values ?? {} };
}

export function inEnglish({ code, values }: Said): string {
  return SAYINGS[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'object' ? inEnglish(value) : String(value);
  });
}

/** An error whose message is one of the sayings. */
export class SaidError extends Error {
  override readonly name: string = 'SaidError';
  readonly said: Said;

  constructor(said: Said, options?: ErrorOptions) {
    super(inEnglish(said), options);
    this.said = said;
  }
}

/** What an error says: its saying, where it has one, else its message as it is. */
export function saidBy(error: Error): SaidValue {
  return error instanceof SaidError ? error.said : error.message;
}

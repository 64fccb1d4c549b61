import { type ContractError, inEnglish, type Said, say } from '../../contract/index.ts';
import {
  KafkaError,
  ReadOnlyError,
  SaslError,
  UnreachableError,
  UnsupportedApiError,
} from '../../client/index.ts';
import { ReadOnlyRegistryError, RegistryError } from '../registry/registry-error.ts';

/** Thrown by a service: what failed, why, and what to do next, as the screen shall say it. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly error: ContractError;

  constructor(error: ContractError) {
    super(error.message);
    this.error = error;
  }
}

/** A Failure whose words are sayings: a screen puts them into its own language. */
export function failure(code: string, said: Said, next?: Said): Failure {
  return new Failure({
    code,
    ...saying(said),
    ...(next !== undefined && { nextStep: inEnglish(next), nextSaid: next }),
  });
}

function saying(said: Said | string): { message: string; said?: Said } {
  return typeof said === 'string' ? { message: said } : { message: inEnglish(said), said };
}

const CORRECT_IT = say('invalid.next');

export function invalidInput(said: Said | string): Failure {
  return new Failure({
    code: 'invalid-input',
    ...saying(said),
    nextStep: inEnglish(CORRECT_IT),
    nextSaid: CORRECT_IT,
  });
}

export function notFound(said: Said | string): Failure {
  return new Failure({ code: 'not-found', ...saying(said) });
}

/** A remote cluster has nothing of the kind: its processes, disks and insides are not ours to see. */
export function localOnly(said: Said | string): Failure {
  return new Failure({ code: 'local-only', ...saying(said) });
}

/** The connection names no schema registry. */
export function noRegistry(): Failure {
  return failure('no-registry', say('registry.none'), say('registry.none.next'));
}

/** What a person can do about errors that have a usual remedy, by Kafka's name of them. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'It may have been deleted: look at the list of topics.',
  TOPIC_ALREADY_EXISTS: 'Choose another name, or open the topic that exists.',
  INVALID_REPLICATION_FACTOR: 'Choose a replication factor no larger than the number of live brokers.',
  INVALID_TOPIC_EXCEPTION: "Use letters, digits, '.', '_' and '-', at most 249 of them.",
  LEADER_NOT_AVAILABLE: 'Start the nodes that hold a replica, then try again.',
  NOT_ENOUGH_REPLICAS: 'Start the nodes that hold replicas, or lower min.insync.replicas.',
  MESSAGE_TOO_LARGE: 'Send less, or raise max.message.bytes of the topic.',
  NON_EMPTY_GROUP: 'Stop the members of the group first.',
  UNKNOWN_MEMBER_ID: 'Stop the members of the group first.',
  INVALID_CONFIG: 'Correct the value; the documentation beside it says what is allowed.',
  OFFSET_OUT_OF_RANGE: 'The record may have been deleted meanwhile: read again.',
};

/** Whatever was thrown, as the contract says it. */
export function asContractError(thrown: unknown): ContractError {
  if (thrown instanceof Failure) return thrown.error;
  if (thrown instanceof KafkaError) {
    const nextStep = NEXT_STEPS[thrown.kafka];
    return {
      code: 'kafka',
      message: sentence(thrown.message),
      kafka: thrown.kafka,
      ...(nextStep !== undefined && { nextStep }),
    };
  }
  if (thrown instanceof RegistryError)
    return {
      code: 'registry',
      message: thrown.message,
      ...(thrown.isOutage && {
        nextStep: 'Test the connection on the Connections screen; it names what is wrong with the registry.',
      }),
    };
  if (thrown instanceof ReadOnlyError || thrown instanceof ReadOnlyRegistryError)
    return {
      code: 'read-only',
      message: sentence(thrown.message),
      nextStep: 'Allow writing in the settings of the connection, if that is meant.',
    };
  if (thrown instanceof UnreachableError && thrown.cause instanceof SaslError)
    return {
      code: 'disconnected',
      message: `The cluster does not let us in: ${thrown.cause.message}.`,
      nextStep: 'Test the connection on the Connections screen; it names what is wrong.',
    };
  if (thrown instanceof UnreachableError) {
    return {
      code: 'disconnected',
      message: 'No broker of the cluster answers.',
      detail: thrown.message,
      nextStep: 'See whether its nodes run and can be reached from here; it is tried again by itself.',
    };
  }
  if (thrown instanceof UnsupportedApiError)
    return { code: 'unsupported', message: sentence(thrown.message), nextStep: 'This broker cannot do it.' };
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return { code: 'cancelled', message: 'It was cancelled.' };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: 'internal',
    message: 'The workbench met an error it did not expect.',
    detail: error.stack ?? error.message,
    nextStep: 'Try again; if it stays, report it with the detail.',
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

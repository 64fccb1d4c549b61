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
const NEXT_STEPS: Readonly<Record<string, Said>> = {
  UNKNOWN_TOPIC_OR_PARTITION: say('next.UNKNOWN_TOPIC_OR_PARTITION'),
  TOPIC_ALREADY_EXISTS: say('next.TOPIC_ALREADY_EXISTS'),
  INVALID_REPLICATION_FACTOR: say('next.INVALID_REPLICATION_FACTOR'),
  INVALID_TOPIC_EXCEPTION: say('next.INVALID_TOPIC_EXCEPTION'),
  LEADER_NOT_AVAILABLE: say('next.LEADER_NOT_AVAILABLE'),
  NOT_ENOUGH_REPLICAS: say('next.NOT_ENOUGH_REPLICAS'),
  MESSAGE_TOO_LARGE: say('next.MESSAGE_TOO_LARGE'),
  NON_EMPTY_GROUP: say('next.NON_EMPTY_GROUP'),
  UNKNOWN_MEMBER_ID: say('next.UNKNOWN_MEMBER_ID'),
  INVALID_CONFIG: say('next.INVALID_CONFIG'),
  OFFSET_OUT_OF_RANGE: say('next.OFFSET_OUT_OF_RANGE'),
};

/** Whatever was thrown, as the contract says it. */
export function asContractError(thrown: unknown): ContractError {
  if (thrown instanceof Failure) return thrown.error;
  if (thrown instanceof KafkaError) {
    const next = NEXT_STEPS[thrown.kafka];
    return {
      code: 'kafka',
      message: sentence(thrown.message),
      kafka: thrown.kafka,
      ...(next !== undefined && { nextStep: inEnglish(next), nextSaid: next }),
    };
  }
  if (thrown instanceof RegistryError) {
    const next = say('registry.outage.next');
    return {
      code: 'registry',
      message: thrown.message,
      ...(thrown.isOutage && { nextStep: inEnglish(next), nextSaid: next }),
    };
  }
  if (thrown instanceof ReadOnlyError || thrown instanceof ReadOnlyRegistryError)
    return {
      ...failure('read-only', say('readOnly'), say('readOnly.next')).error,
      message: sentence(thrown.message),
    };
  if (thrown instanceof UnreachableError && thrown.cause instanceof SaslError)
    return failure(
      'disconnected',
      say('cluster.notLetIn', { reason: thrown.cause.message }),
      say('cluster.notLetIn.next'),
    ).error;
  if (thrown instanceof UnreachableError)
    return {
      ...failure('disconnected', say('cluster.silent'), say('cluster.silent.next')).error,
      detail: thrown.message,
    };
  if (thrown instanceof UnsupportedApiError) {
    const next = say('unsupported.next');
    return {
      code: 'unsupported',
      message: sentence(thrown.message),
      nextStep: inEnglish(next),
      nextSaid: next,
    };
  }
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return failure('cancelled', say('cancelled')).error;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    ...failure('internal', say('unexpected'), say('unexpected.next')).error,
    detail: error.stack ?? error.message,
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

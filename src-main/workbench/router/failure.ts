import { type ContractError, inEnglish, type Said, say } from '../../contract/index.ts';
import {
  KafkaError,
  ReadOnlyError,
  SaslError,
  UnreachableError,
  UnsupportedApiError,
} from '../../client/index.ts';
import { isUnwritable } from '../store/index.ts';
import { ReadOnlyRegistryError, RegistryError } from '../registry/registry-error.ts';

/** An error that has its words by code, so that a screen says it in its own language. */
export type SaidContractError = ContractError & { readonly said: Said };

/** Thrown by a service: what failed, why, and what to do next, as the screen shall say it. Made by the functions below. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly error: SaidContractError;

  constructor(error: SaidContractError) {
    super(error.message);
    this.error = error;
  }
}

/** What is beside the words. */
type Facts = Pick<ContractError, 'kafka' | 'detail'>;

/** A Failure; its words are sayings and never a text, which a screen could not put into its own language. */
export function failure(code: string, said: Said, next?: Said, facts: Facts = {}): Failure {
  return new Failure(errorOf(code, said, next, facts));
}

function errorOf(code: string, said: Said, next?: Said, facts: Facts = {}): SaidContractError {
  return {
    code,
    message: inEnglish(said),
    said,
    ...facts,
    ...(next !== undefined && { nextStep: inEnglish(next), nextSaid: next }),
  };
}

export function invalidInput(said: Said): Failure {
  return failure('invalid-input', said, say('invalid.next'));
}

export function notFound(said: Said, next?: Said): Failure {
  return failure('not-found', said, next);
}

/** A remote cluster has nothing of the kind: its processes, disks and insides are not ours to see. */
export function localOnly(said: Said): Failure {
  return failure('local-only', said);
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

/** Whatever was thrown, as the contract says it. `ofMany`: it ended something that knows by itself what of it was done. */
export function asContractError(thrown: unknown, { ofMany = false } = {}): SaidContractError {
  if (thrown instanceof Failure) return thrown.error;
  if (thrown instanceof KafkaError) {
    const said = say('kafka.answered', { reason: sentence(thrown.message) });
    return errorOf('kafka', said, NEXT_STEPS[thrown.kafka], { kafka: thrown.kafka });
  }
  if (thrown instanceof RegistryError && thrown.isOpen) {
    const next = say('unanswered.look', { see: say('see.subject') });
    return errorOf('unanswered', say('words', { reason: thrown.message }), next);
  }
  if (thrown instanceof RegistryError) {
    const next = thrown.isOutage ? say('registry.outage.next') : undefined;
    return errorOf('registry', say('words', { reason: thrown.message }), next);
  }
  if (thrown instanceof ReadOnlyError || thrown instanceof ReadOnlyRegistryError)
    return errorOf('read-only', say('words', { reason: sentence(thrown.message) }), say('readOnly.next'));
  if (thrown instanceof UnreachableError && thrown.cause instanceof SaslError)
    return errorOf(
      'disconnected',
      say('cluster.notLetIn', { reason: thrown.cause.message }),
      say('cluster.notLetIn.next'),
    );
  if (thrown instanceof UnreachableError) {
    const { message: detail } = thrown;
    const outcome = ofMany ? null : thrown.outcome;
    if (outcome === 'unknown') {
      const next = say('unanswered.look', { see: say('see.anyhow') });
      return errorOf('unanswered', say('unanswered.silence'), next, { detail });
    }
    const said = outcome === 'unsent' ? say('cluster.unsent') : say('cluster.silent');
    return errorOf('disconnected', said, say('cluster.silent.next'), { detail });
  }
  if (thrown instanceof UnsupportedApiError)
    return errorOf(
      'unsupported',
      say('words', { reason: sentence(thrown.message) }),
      say('unsupported.next'),
    );
  if (thrown instanceof Error && thrown.name === 'AbortError') return errorOf('cancelled', say('cancelled'));
  if (isUnwritable(thrown))
    return errorOf('internal', say('store.notSaved', { reason: thrown.message }), say('store.notSaved.next'));
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return errorOf('internal', say('unexpected'), say('unexpected.next'), {
    detail: error.stack ?? error.message,
  });
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

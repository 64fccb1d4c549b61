import { responseHeaderVersion } from '../../src-main/protocol/index.ts';
import { decodeResponseHeader, Reader } from '../../src-main/wire/index.ts';
import type { ConnectionPlan } from './connection-plan.ts';
import type { ValidRequest } from './frames.ts';
import { ObservedConnection } from './observed-connection.ts';

/** How a connection ended, seen from outside. */
export interface ThrowResult {
  answers: number;
  closedByNode: boolean;
  /** What the node did that it must not do; empty is well. */
  violations: string[];
  /** Sound requests without an answer in time: long polls and joins may take longer than we wait. */
  unanswered: string[];
}

/** A sound request is waited for this long. */
const ANSWER_MS = 3_000;
/** After spoiled frames we only look whether the node says or does something. */
const REACTION_MS = 15;

/** Carries out a plan over one connection of its own and always ends it. */
export async function throwFrames(plan: ConnectionPlan, port: number): Promise<ThrowResult> {
  const connection = await ObservedConnection.open(port);
  try {
    return plan.kind === 'sound'
      ? await talk(connection, plan.requests)
      : await spoil(connection, plan.frames, plan.reset);
  } finally {
    connection.socket.destroy();
  }
}

async function spoil(connection: ObservedConnection, frames: Buffer[], reset: boolean): Promise<ThrowResult> {
  connection.socket.write(Buffer.concat(frames));
  await connection.ended(REACTION_MS);
  // Node never closes a socket that is reset while it answers the other side's end.
  if (reset && !connection.closed) connection.socket.resetAndDestroy();
  const { answers, closed: closedByNode } = connection;
  return { answers: answers.length, closedByNode, violations: [], unanswered: [] };
}

async function talk(connection: ObservedConnection, requests: readonly ValidRequest[]): Promise<ThrowResult> {
  const result: ThrowResult = { answers: 0, closedByNode: false, violations: [], unanswered: [] };
  // One after the other: a request that waits does not hide the answers behind it.
  for (const request of requests) {
    const name = `${request.api.name} v${request.version}`;
    connection.socket.write(request.frame);
    // Who asked for no answer is told of an error by the end of the connection, as Kafka does it.
    if (request.silent) break;
    const answer = await connection.next(ANSWER_MS);
    if (answer === 'closed') {
      result.closedByNode = true;
      result.violations.push(`${name}: connection closed instead of an answer`);
      break;
    }
    if (answer === 'silence') {
      result.unanswered.push(name);
      break;
    }
    result.answers++;
    const violation = judgeAnswer(request, answer);
    if (violation !== null) result.violations.push(`${name}: ${violation}`);
  }
  return result;
}

/** Is it the answer to this request, readable to its last byte, and not the admission of a bug? */
function judgeAnswer({ api, version, correlationId }: ValidRequest, answer: Buffer): string | null {
  try {
    const reader = new Reader(answer);
    const answered = decodeResponseHeader(reader, () => responseHeaderVersion(api, version));
    if (answered !== correlationId) return `correlation id ${answered} instead of ${correlationId}`;
    const body: unknown = api.response.codec(version).decode(reader);
    if (reader.remaining !== 0) return `${reader.remaining} bytes left after the answer`;
    return hasUnknownServerError(body) ? 'UNKNOWN_SERVER_ERROR' : null;
  } catch (error) {
    return `unreadable answer: ${(error as Error).message}`;
  }
}

const UNKNOWN_SERVER_ERROR = -1;

function hasUnknownServerError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return false;
  return Object.entries(value).some(
    ([name, inner]) =>
      (name === 'errorCode' && inner === UNKNOWN_SERVER_ERROR) || hasUnknownServerError(inner),
  );
}

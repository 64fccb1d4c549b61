import { ErrorCode } from '../protocol/index.ts';
import type { Refusal } from './types.ts';

const MAX_NAME_LENGTH = 249;
const LEGAL_NAME = /^[a-zA-Z0-9._-]+$/;
/** Windows takes a file of these names for a device, whatever follows the first dot. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** Whether a new topic may have this name (Kafka's rules, and names that some file system could not hold). */
export function refuseTopicName(name: string): Refusal | undefined {
  const complaint = complaintAbout(name);
  return complaint === undefined ? undefined : invalid(complaint);
}

function complaintAbout(name: string): string | undefined {
  if (name === '') return 'A topic name cannot be empty.';
  if (name === '.' || name === '..') return `A topic cannot be named '${name}'.`;
  if (name.length > MAX_NAME_LENGTH) {
    return `The topic name is ${name.length} characters long, at most ${MAX_NAME_LENGTH} are possible.`;
  }
  if (!LEGAL_NAME.test(name)) {
    return `The topic name '${name}' may contain only ASCII letters, digits, '.', '_' and '-'.`;
  }
  if (WINDOWS_DEVICE.test(name)) {
    return `The topic name '${name}' is reserved by Windows, where its folder could not be made.`;
  }
  return undefined;
}

/**
 * Names that differ only in '.' against '_' collide, since Kafka's metrics cannot tell them apart. Names that differ
 * only by case collide in folders of file systems that ignore case (macOS, Windows); Kafka lets them pass.
 */
export function refuseCollision(
  name: string,
  ...collisions: readonly Pick<TopicCollisions, 'find'>[]
): Refusal | undefined {
  const other = collisions.map((names) => names.find(name)).find((found) => found !== undefined);
  if (other === undefined || other === name) return undefined;
  const reason =
    other.toLowerCase() === name.toLowerCase()
      ? 'the two names differ only by case, and some file systems ignore case'
      : "'.' and '_' count as the same character";
  return invalid(`Topic '${name}' collides with topic '${other}': ${reason}.`);
}

/** Topic names by what they are once case, dots and underscores are ignored. */
export class TopicCollisions {
  /** Names that collide already (made by another release) stand together. */
  readonly #names = new Map<string, readonly string[]>();

  constructor(names: Iterable<string>) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    const folded = fold(name);
    this.#names.set(folded, [...(this.#names.get(folded) ?? []), name]);
  }

  remove(name: string | undefined): void {
    if (name === undefined) return;
    const folded = fold(name);
    const others = (this.#names.get(folded) ?? []).filter((other) => other !== name);
    if (others.length > 0) this.#names.set(folded, others);
    else this.#names.delete(folded);
  }

  find(name: string): string | undefined {
    return this.#names.get(fold(name))?.[0];
  }
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll('.', '_');
}

function invalid(message: string): Refusal {
  return { errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, message };
}

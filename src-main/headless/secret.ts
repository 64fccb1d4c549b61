import { randomBytes } from '../env/node/index.ts';

/** 192 random bits. */
export function newSecret(): string {
  return Buffer.from(randomBytes(24)).toString('base64url');
}

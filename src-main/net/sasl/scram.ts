/** RFC 5802 and 7677 as Kafka's brokers speak it: both sides prove that they know the password, and neither tells it. */
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { SaslError, type SaslExchange, type SaslMechanism } from './mechanism.ts';

const HASHES = { 'SCRAM-SHA-256': 'sha256', 'SCRAM-SHA-512': 'sha512' } as const;
export type ScramName = keyof typeof HASHES;

/** Kafka refuses fewer (ScramMechanism); RFC 7677 asks for as many. */
const ITERATIONS_MIN = 4_096;
/** A server that asks for more would keep us busy for minutes. */
const ITERATIONS_MAX = 5_000_000;
const NONCE_SIZE = 18;
const hardToGuess = promisify(pbkdf2);

export interface ScramOptions {
  readonly username: string;
  readonly password: string;
  readonly randomBytes: (size: number) => Uint8Array;
}

export function scram(name: ScramName, { username, password, randomBytes }: ScramOptions): SaslMechanism {
  return {
    name,
    async begin() {
      const nonce = Buffer.from(randomBytes(NONCE_SIZE)).toString('base64');
      return scramExchange(HASHES[name], { username, password, nonce });
    },
  };
}

/** The conversation with a nonce that is given, as test vectors have it. */
export function scramExchange(
  hash: string,
  { username, password, nonce }: { username: string; password: string; nonce: string },
): SaslExchange {
  const hmac = (key: Uint8Array, text: Uint8Array | string) => createHmac(hash, key).update(text).digest();
  const first = `n=${saslName(username)},r=${nonce}`;
  let serverSignature: Buffer | undefined;

  const prove = async (serverFirst: string): Promise<Buffer> => {
    const { r: combined, s: salt, i } = attributesOf(serverFirst);
    const iterations = Number(i);
    if (combined === undefined || salt === undefined || !combined.startsWith(nonce) || combined === nonce)
      throw new SaslError('server', 'the server answered to another login than ours');
    if (!(iterations >= ITERATIONS_MIN && iterations <= ITERATIONS_MAX))
      throw new SaslError('server', `the server asks for ${i} iterations of the hash`);
    const length = createHash(hash).digest().length;
    const salted = await hardToGuess(
      password.normalize('NFKC'),
      Buffer.from(salt, 'base64'),
      iterations,
      length,
      hash,
    );
    const clientKey = hmac(salted, 'Client Key');
    const storedKey = createHash(hash).update(clientKey).digest();
    const finalWithoutProof = `c=biws,r=${combined}`;
    const all = `${first},${serverFirst},${finalWithoutProof}`;
    const clientSignature = hmac(storedKey, all);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ clientSignature[index]));
    serverSignature = hmac(hmac(salted, 'Server Key'), all);
    return Buffer.from(`${finalWithoutProof},p=${proof.toString('base64')}`);
  };

  return {
    first: Buffer.from(`n,,${first}`),
    async next(challenge) {
      const text = challenge.toString();
      if (serverSignature === undefined) return prove(text);
      const { v, e } = attributesOf(text);
      if (e !== undefined) throw new SaslError('refused', `the server says ${e}`);
      const signature = Buffer.from(v ?? '', 'base64');
      if (signature.length !== serverSignature.length || !timingSafeEqual(signature, serverSignature))
        throw new SaslError('server', 'the server could not prove that it knows the password');
      return null;
    },
  };
}

/** RFC 5802's `saslname`, after the mapping that matters of SASLprep (RFC 4013). */
function saslName(name: string): string {
  return name.normalize('NFKC').replaceAll('=', '=3D').replaceAll(',', '=2C');
}

function attributesOf(text: string): Partial<Record<string, string>> {
  return Object.fromEntries(
    text
      .split(',')
      .filter((part) => part[1] === '=')
      .map((part) => [part[0], part.slice(2)]),
  );
}

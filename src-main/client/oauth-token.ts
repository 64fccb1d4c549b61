/** Tokens of an OAuth 2 server for programs that act for themselves (RFC 6749, client credentials). */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../env/index.ts';
import { SaslError } from '../net/index.ts';

export interface TokenEndpoint {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Separated by blanks; empty: the server's default. */
  readonly scope: string;
  /** PEM; absent: what the system trusts. */
  readonly ca?: readonly string[];
}

/** A new token is fetched when this share of an old one's life is over (`sasl.login.refresh.window.factor`). */
const RENEW_AT = 0.8;
const TIMEOUT_MS = 10_000;
const ANSWER_MAX_BYTES = 1024 * 1024;

/** A source of tokens that asks the server only when the last token is about to expire. Rejects with SaslError 'token'. */
export function clientCredentials(clock: Clock, endpoint: TokenEndpoint): () => Promise<string> {
  let token: { readonly text: string; readonly renewAtMs: number } | undefined;
  let asking: Promise<string> | undefined;
  const ask = async () => {
    const startMs = clock.monotonicMs();
    const { access_token: text, expires_in: lifetimeSeconds } = await fetchToken(endpoint);
    token = { text, renewAtMs: startMs + lifetimeSeconds * 1_000 * RENEW_AT };
    return text;
  };
  return () => {
    if (token !== undefined && clock.monotonicMs() < token.renewAtMs) return Promise.resolve(token.text);
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
}

async function fetchToken(endpoint: TokenEndpoint): Promise<{ access_token: string; expires_in: number }> {
  let status: number;
  let body: string;
  try {
    ({ status, body } = await post(endpoint));
  } catch (cause) {
    throw new SaslError('token', `the token endpoint cannot be reached: ${(cause as Error).message}`, {
      cause,
    });
  }
  const answer = parsed(body);
  if (status !== 200) {
    // RFC 6749, 5.2. Anything else of the body may be a page, and is not for a person.
    const reason = [answer?.error, answer?.error_description]
      .filter((part) => typeof part === 'string')
      .join(': ');
    throw new SaslError(
      'token',
      `the token endpoint answers ${status}${reason === '' ? '' : ` (${reason})`}`,
    );
  }
  const { access_token: text, expires_in: lifetime } = answer ?? {};
  if (typeof text !== 'string' || text === '')
    throw new SaslError('token', 'the token endpoint answers without a token');
  return { access_token: text, expires_in: Number(lifetime) > 0 ? Number(lifetime) : 0 };
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Id and secret go in the header (RFC 6749, 2.3.1), as Kafka's own client sends them. */
function post({
  url,
  clientId,
  clientSecret,
  scope,
  ca,
}: TokenEndpoint): Promise<{ status: number; body: string }> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope !== '' && { scope }),
  }).toString();
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const target = new URL(url);
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asking = request(
      target,
      {
        method: 'POST',
        timeout: TIMEOUT_MS,
        headers: {
          authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        ...(ca !== undefined && { ca: [...ca] }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > ANSWER_MAX_BYTES) asking.destroy(new Error('the answer is too long to be a token'));
          chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
        response.on('error', reject);
      },
    );
    asking.on('timeout', () => asking.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    asking.on('error', reject);
    asking.end(form);
  });
}

/** One request over HTTP or HTTPS to a registry, with what a person wants to know when it fails. */
import type { Agent, ClientRequest, IncomingMessage, request as HttpRequestFunction } from 'node:http';
import type { X509Certificate } from 'node:crypto';
import { type CertificateFacts, TlsError, type TlsOptions } from '../../env/index.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** For https; undefined: what the system trusts. */
  readonly tls: TlsOptions | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Whether all of it was handed to the system: false again when it is asked over another connection. */
  readonly onSent?: (isSent: boolean) => void;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** More than this is no answer of a registry. */
const ANSWER_MAX_BYTES = 64 * 1024 * 1024;

const CERTIFICATE_MS = 2_000;
const CONNECTIONS_MAX = 8;

/** Requests to one registry over a few connections that stay open between them. */
export class HttpPool {
  #agents: Promise<{ request: typeof HttpRequestFunction; agent: Agent }> | undefined;

  /**
   * Redirects are not followed: whoever is redirected to would be given the credentials. Rejects with TlsError, with the
   * system's error (ECONNREFUSED, …), with an Error 'TimeoutError', or with what the signal was aborted with.
   */
  async request(wanted: HttpRequest): Promise<HttpAnswer> {
    const { url, timeoutMs, signal } = wanted;
    const limit = AbortSignal.timeout(timeoutMs);
    const ended = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    this.#agents ??= load(url.protocol === 'https:');
    const { request, agent } = await this.#agents;
    ended.throwIfAborted();
    for (let staleLeft = CONNECTIONS_MAX; ; staleLeft--) {
      try {
        return await ask(wanted, request, agent, ended);
      } catch (error) {
        // A connection that the other side had closed meanwhile is noticed by its first use only; all may be such.
        if (error !== STALE || staleLeft === 0) throw error;
      }
    }
  }

  close(): void {
    void this.#agents?.then(({ agent }) => agent.destroy());
    this.#agents = undefined;
  }
}

const STALE = new Error('the connection was closed between two requests');

/** Loaded with the first request: a workbench without a registry never pays for them. */
async function load(secure: boolean) {
  const { request, Agent } = secure ? await import('node:https') : await import('node:http');
  return { request, agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX }) };
}

function ask(
  wanted: HttpRequest,
  request: typeof HttpRequestFunction,
  agent: Agent,
  ended: AbortSignal,
): Promise<HttpAnswer> {
  const { method, url, headers, body, tls } = wanted;
  const secure = url.protocol === 'https:';
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const asking: ClientRequest = request(url, {
      method,
      headers: { ...headers, ...length },
      agent,
      ...(secure && {
        ca: typeof tls?.ca === 'object' ? [...tls.ca] : tls?.ca,
        cert: tls?.certificate,
        key: tls?.key,
        ...(tls?.verifyHostname === false && { checkServerIdentity: () => undefined }),
      }),
    });
    const fail = (error: Error) => {
      const stale = asking.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      asking.destroy();
      if (ended.aborted) reject(ended.reason as Error);
      else if (stale || !secure) reject(stale ? STALE : error);
      else void tlsError(error, wanted).then(reject);
    };
    const aborted = () => fail(ended.reason as Error);
    ended.addEventListener('abort', aborted, { once: true });
    asking.on('close', () => ended.removeEventListener('abort', aborted));
    wanted.onSent?.(false);
    asking.once('finish', () => wanted.onSent?.(true));
    asking.on('error', fail);
    asking.on('response', (response) => collect(response, fail, resolve));
    asking.end(body);
  });
}

function collect(
  response: IncomingMessage,
  fail: (error: Error) => void,
  resolve: (answer: HttpAnswer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > ANSWER_MAX_BYTES) fail(new Error("the answer is too long to be a registry's"));
    else chunks.push(chunk);
  });
  response.on('error', fail);
  response.on('end', () =>
    resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
  );
}

/** A failed handshake, with the certificate where it is the reason. */
async function tlsError(error: Error, { url, tls }: HttpRequest): Promise<Error> {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!/CERT|SSL|TLS|SIGNATURE|EPROTO/.test(code)) return error;
  const isAboutCertificate = /CERT|SIGNATURE/.test(code) && !code.startsWith('ERR_SSL');
  const certificate = isAboutCertificate ? await certificateAt(url, tls) : null;
  return new TlsError(code, error.message, certificate, { cause: error });
}

/** Node keeps nothing of a certificate that it does not believe: it is looked at again, and nothing is sent. */
async function certificateAt(url: URL, tls: TlsOptions | undefined): Promise<CertificateFacts | null> {
  const { connect } = await import('node:tls');
  return new Promise((resolve) => {
    const socket = connect({
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port || 443),
      ...(/^[^[]*[a-z]/i.test(url.hostname) && { servername: url.hostname }),
      cert: tls?.certificate,
      key: tls?.key,
      rejectUnauthorized: false,
      timeout: CERTIFICATE_MS,
    });
    const done = (facts: CertificateFacts | null) => {
      socket.destroy();
      resolve(facts);
    };
    socket.on('secureConnect', () => done(factsOf(socket.getPeerX509Certificate())));
    socket.on('timeout', () => done(null));
    socket.on('error', () => done(null));
  });
}

function factsOf(certificate: X509Certificate | undefined): CertificateFacts | null {
  if (certificate === undefined) return null;
  const { subject, issuer, validFrom, validTo, subjectAltName } = certificate;
  const line = (name: string) => name?.split('\n').toReversed().join(', ') ?? '';
  const names = subjectAltName?.split(', ').map((name) => name.replace(/^[^:]*:/, '')) ?? [];
  return { subject: line(subject), issuer: line(issuer), validFrom, validTo, names };
}

/** Tries a connection step by step, and says at which one it fails: for a person who sets one up. */
import { type Endpoint, type Env, TlsError } from '../env/index.ts';
import { ClientConnection, ConnectionError, SaslError, UnsupportedApiError } from '../net/index.ts';
import { Metadata } from '../protocol/index.ts';
import { KafkaError } from './errors.ts';
import type { Security, SecuritySource } from './security.ts';
import { type ClusterMetadata, readMetadata } from './metadata.ts';

export const PROBE_STEPS = [
  /** Files and secrets are there and can be read. */
  'security',
  'resolve',
  'connect',
  'tls',
  /** Somebody speaks Kafka there. */
  'protocol',
  'login',
  'metadata',
  /** The addresses that the brokers advertise can be reached from here. */
  'brokers',
] as const;
export type ProbeStep = (typeof PROBE_STEPS)[number];

export interface ProbeOptions {
  readonly bootstrap: readonly Endpoint[];
  readonly security: SecuritySource;
  /** Of each connection, and of each answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly report: (report: ProbeReport) => void;
}

export type ProbeReport =
  | { readonly step: ProbeStep; readonly state: 'running'; readonly subject: string }
  | { readonly step: ProbeStep; readonly state: 'passed'; readonly subject: string }
  | { readonly step: ProbeStep; readonly state: 'failed'; readonly subject: string; readonly error: Error };

/** More brokers than this are not tried one by one. */
const BROKERS_TRIED = 12;

interface Walk extends ProbeOptions {
  readonly env: Env;
  readonly security: SecuritySource;
}

/** Resolves when all steps passed, or after the report of the one that failed. The first address that answers is used. */
export async function probe(env: Env, options: ProbeOptions): Promise<void> {
  const { report, bootstrap } = options;
  report({ step: 'security', state: 'running', subject: '' });
  let security: Security;
  try {
    security = await options.security();
  } catch (error) {
    return report({ step: 'security', state: 'failed', subject: '', error: error as Error });
  }
  report({ step: 'security', state: 'passed', subject: '' });
  const walk: Walk = { ...options, env, security: async () => security };
  let open: ClientConnection | undefined;
  for (const [index, endpoint] of bootstrap.entries()) {
    const outcome = await reach(walk, endpoint, index === bootstrap.length - 1);
    if (outcome === 'stop') return;
    if (outcome !== 'next') {
      open = outcome;
      break;
    }
  }
  if (open === undefined) return;
  try {
    const metadata = await askMetadata(walk, open);
    if (metadata !== undefined) await reachBrokers(walk, metadata);
  } finally {
    open.close();
  }
}

/** Up to the login. An address that nobody answers at is no failure while there is another one to try. */
async function reach(
  walk: Walk,
  endpoint: Endpoint,
  last: boolean,
): Promise<ClientConnection | 'next' | 'stop'> {
  const subject = `${endpoint.host}:${endpoint.port}`;
  let step: ProbeStep = 'resolve';
  const enter = (next: ProbeStep) => {
    walk.report({ step, state: 'passed', subject });
    step = next;
    walk.report({ step, state: 'running', subject });
  };
  walk.report({ step, state: 'running', subject });
  const security = await walk.security();
  try {
    return await openConnection(walk, endpoint, (progress) => {
      if (progress === 'resolved' && step === 'resolve') enter('connect');
      else if (progress === 'connected') {
        if (step === 'resolve') enter('connect');
        enter(security.tls === undefined ? 'protocol' : 'tls');
      } else if (progress === 'secured' && step === 'tls') enter('protocol');
      else if (progress === 'negotiated' && security.sasl !== undefined) enter('login');
      else if (progress === 'ready') walk.report({ step, state: 'passed', subject });
    });
  } catch (error) {
    walk.signal.throwIfAborted();
    // An address in digits is looked up nowhere.
    if (step === 'resolve' && probeProblem(step, error as Error) !== 'unknown-host') enter('connect');
    const reached: ProbeStep = stepOf(step, error as Error);
    if (!last && (reached === 'resolve' || reached === 'connect')) return 'next';
    walk.report({ step: reached, state: 'failed', subject, error: error as Error });
    return 'stop';
  }
}

/** A server that does not like our certificate says so only once the handshake is over for us (TLS 1.3). */
function stepOf(step: ProbeStep, error: Error): ProbeStep {
  if (
    error instanceof TlsError ||
    (error.cause as NodeJS.ErrnoException | undefined)?.code?.startsWith('ERR_SSL')
  )
    return 'tls';
  return step;
}

type Progress = 'resolved' | 'connected' | 'secured' | 'negotiated' | 'ready';

async function openConnection(
  { env, security, timeoutMs }: Walk,
  endpoint: Endpoint,
  onProgress: (progress: Progress) => void = () => {},
): Promise<ClientConnection> {
  const { tls, sasl } = await security();
  const connection = await ClientConnection.connect(env, endpoint, {
    clientId: 'sluice-probe',
    tls,
    connectTimeoutMs: timeoutMs,
    requestTimeoutMs: timeoutMs,
    onProgress,
  });
  try {
    onProgress('secured');
    await connection.negotiate();
    onProgress('negotiated');
    if (sasl !== undefined) await connection.authenticate(sasl);
    onProgress('ready');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function askMetadata(walk: Walk, connection: ClientConnection): Promise<ClusterMetadata | undefined> {
  const step = 'metadata';
  walk.report({ step, state: 'running', subject: '' });
  try {
    const response = await connection.request(Metadata, { topics: null, allowAutoTopicCreation: false });
    if (response.errorCode !== 0) throw new KafkaError(response.errorCode, 'Metadata');
    const metadata = readMetadata(response);
    walk.report({ step, state: 'passed', subject: metadata.clusterId });
    return metadata;
  } catch (error) {
    walk.signal.throwIfAborted();
    walk.report({ step, state: 'failed', subject: '', error: error as Error });
    return undefined;
  }
}

/** What clients are sent on to: where most connections that "almost work" fail. */
async function reachBrokers(walk: Walk, { brokers }: ClusterMetadata): Promise<void> {
  const step = 'brokers';
  const tried = [...brokers.values()].slice(0, BROKERS_TRIED);
  walk.report({ step, state: 'running', subject: '' });
  const failures = await Promise.all(
    tried.map(async (broker) => {
      try {
        (await openConnection(walk, broker)).close();
        return undefined;
      } catch (error) {
        return { subject: `${broker.id} ${broker.host}:${broker.port}`, error: error as Error };
      }
    }),
  );
  walk.signal.throwIfAborted();
  const failed = failures.find((failure) => failure !== undefined);
  if (failed === undefined) walk.report({ step, state: 'passed', subject: String(tried.length) });
  else walk.report({ step, state: 'failed', ...failed });
}

/** What a failure of a step is about; a stable word, for texts in any language. */
export type ProbeProblem =
  | 'unknown-host'
  | 'refused'
  | 'no-answer'
  | 'unreachable'
  | 'closed'
  | 'no-tls'
  | 'wants-tls'
  | 'speaks-http'
  | 'controller'
  | 'expired'
  | 'not-yet-valid'
  | 'other-host'
  | 'self-signed'
  | 'unknown-authority'
  | 'client-certificate'
  | 'tls'
  | 'mechanism'
  | 'login-refused'
  | 'server-proof'
  | 'token'
  | 'no-login-wanted'
  | 'not-authorized'
  | 'kafka'
  | 'security'
  | 'other';

const BY_CODE: Readonly<Record<string, ProbeProblem>> = {
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  EAI_FAIL: 'unknown-host',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'no-answer',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-authority',
  CERT_SIGNATURE_FAILURE: 'unknown-authority',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no-tls',
};
/** Alerts by which a server says what it thinks of our certificate (RFC 8446, 6.2). */
const CLIENT_CERTIFICATE =
  /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|HANDSHAKE_FAILURE)/;
const SASL_PROBLEMS = {
  mechanism: 'mechanism',
  refused: 'login-refused',
  server: 'server-proof',
  token: 'token',
  plaintext: 'no-login-wanted',
} as const;

export function probeProblem(step: ProbeStep, error: Error): ProbeProblem {
  if (step === 'security') return 'security';
  if (error instanceof SaslError) return SASL_PROBLEMS[error.kind];
  // A broker without any listener that wants a login does not even know the request.
  if (step === 'login' && error instanceof UnsupportedApiError) return 'no-login-wanted';
  // It speaks Kafka, and knows brokers only: the listener that controllers and brokers have for each other.
  if (step === 'metadata' && error instanceof UnsupportedApiError) return 'controller';
  if (error instanceof KafkaError) return /AUTHORIZATION/.test(error.kafka) ? 'not-authorized' : 'kafka';
  const { code = '' } = ((error instanceof ConnectionError ? error.cause : error) ??
    {}) as NodeJS.ErrnoException;
  if (CLIENT_CERTIFICATE.test(code)) return 'client-certificate';
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  // A Kafka listener in the clear takes a handshake for a request of impossible size, and hangs up.
  if (step === 'tls') return code === 'ECONNRESET' || error instanceof ConnectionError ? 'no-tls' : 'tls';
  if (/speaks TLS/.test(error.message)) return 'wants-tls';
  if (/speaks HTTP/.test(error.message)) return 'speaks-http';
  if (/no answer/.test(error.message)) return 'no-answer';
  return error instanceof ConnectionError || code === 'ECONNRESET' ? 'closed' : 'other';
}

/**
 * From frame to frame: header → decode → (interceptors) → authorize → handle → (interceptors) → encode. What is wrong
 * before there is a request closes the connection without an answer, as in Kafka; after that it is an error code.
 */
import type { Env } from '../env/index.ts';
import {
  type FrameHandler,
  type FrameOutcome,
  type PipelinedOutcome,
  Refusals,
  type ServerConnection,
} from '../net/index.ts';
import {
  type Api,
  ApiVersions,
  ErrorCode,
  type ListenerType,
  requestHeaderVersion,
  responseHeaderVersion,
} from '../protocol/index.ts';
import {
  beginFrame,
  decodeRequestHeader,
  encodeResponseHeader,
  endFrame,
  MalformedError,
  Reader,
  type RequestHeaderFields,
  Writer,
} from '../wire/index.ts';
import type { Broker } from './broker.ts';
import { errorResponse } from './error-response.ts';
import { CLOSE_CONNECTION, type Handled, NO_RESPONSE, type RequestContext } from './handler.ts';
import { advertisedApis } from './handlers/api-versions.ts';
import type { HandlerEntry } from './handlers/registry.ts';
import type { Interceptors, SeenRequest, Verdict } from './interceptors.ts';

export interface PipelineOptions {
  readonly env: Env;
  /** Asked once, when `ready` is. Undefined where no handler needs it: on the controller listener. */
  broker(): Broker | undefined;
  readonly registry: ReadonlyMap<number, HandlerEntry>;
  readonly interceptors: Interceptors;
  readonly listenerType: ListenerType;
  /** Requests wait for this before they are handled: ports are open before the node serves. */
  readonly ready: Promise<void>;
}

class Context implements RequestContext {
  readonly connection: ServerConnection;
  readonly header: RequestHeaderFields;
  readonly api: Api;
  readonly receivedMs: number;
  #sentActions: (() => void)[] | undefined;

  constructor(connection: ServerConnection, api: Api, header: RequestHeaderFields, receivedMs: number) {
    this.connection = connection;
    this.api = api;
    this.header = header;
    this.receivedMs = receivedMs;
  }

  get apiKey(): number {
    return this.header.apiKey;
  }
  get apiVersion(): number {
    return this.header.apiVersion;
  }
  get correlationId(): number {
    return this.header.correlationId;
  }
  get clientId(): string {
    return this.header.clientId ?? '';
  }
  get principal(): string {
    return 'User:ANONYMOUS';
  }

  onSent(action: () => void): void {
    (this.#sentActions ??= []).push(action);
  }

  /** Undefined when nothing waits for it. */
  get sent(): (() => void) | undefined {
    const actions = this.#sentActions;
    if (actions === undefined) return undefined;
    return actions.length === 1 ? actions[0] : () => actions.forEach((action) => action());
  }
}

export class Pipeline implements FrameHandler {
  readonly #options: PipelineOptions;
  readonly #env: Env;
  #broker: Broker | undefined;
  #serving = false;
  readonly #refusals: Refusals;
  /** Requests handled so far. */
  requests = 0;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#env = options.env;
    this.#refusals = new Refusals(options.env);
    void options.ready.then(() => {
      this.#broker = options.broker();
      this.#serving = true;
    });
  }

  handle(
    connection: ServerConnection,
    frame: Buffer,
  ): FrameOutcome | PipelinedOutcome | Promise<FrameOutcome | PipelinedOutcome> {
    if (!this.#serving) return this.#options.ready.then(() => this.handle(connection, frame));
    this.requests++;
    const reader = new Reader(frame);
    let entry: HandlerEntry | undefined;
    let header: RequestHeaderFields;
    let body: unknown;
    try {
      header = decodeRequestHeader(reader, (apiKey, apiVersion) => {
        entry = this.#options.registry.get(apiKey);
        if (entry === undefined || !entry.api.listeners.includes(this.#options.listenerType))
          throw new MalformedError(`API key ${apiKey} is not served on listener ${connection.listener}`);
        return requestHeaderVersion(entry.api, apiVersion);
      });
      const { api } = entry!;
      if (header.apiVersion < api.minVersion || header.apiVersion > api.maxVersion) {
        if (api.key === ApiVersions.key) return unsupportedApiVersions(header.correlationId);
        throw new MalformedError(
          `${api.name} v${header.apiVersion} is not supported, v${api.minVersion} to v${api.maxVersion} are`,
        );
      }
      body = api.request.codec(header.apiVersion).decode(reader);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      return this.#refuse(connection, frame, error.message);
    }
    const context = new Context(connection, entry!.api, header, this.#env.clock.monotonicMs());
    if (header.clientId !== null && connection.clientId !== header.clientId)
      connection.clientId = header.clientId;
    if (this.#options.interceptors.any) return this.#intercepted(entry!, body, context, frame.length);
    return this.#serve(entry!, body, context);
  }

  /** Only what asks for the same as the request that waits: nothing else may look at what is not committed yet. */
  mayOvertake(frame: Buffer): boolean {
    return (
      frame.length >= 2 &&
      this.#options.registry.get(frame.readInt16BE(0))?.handler?.isPipelined !== undefined
    );
  }

  #refuse(connection: ServerConnection, frame: Buffer, reason: string): FrameOutcome {
    this.#refusals.report(connection, frame.length >= 2 ? frame.readInt16BE(0) : -1, reason);
    return { kind: 'close', reason };
  }

  #serve(
    entry: HandlerEntry,
    body: unknown,
    context: Context,
  ): FrameOutcome | PipelinedOutcome | Promise<FrameOutcome> {
    // A handler that must be loaded first has done nothing yet when the promise is there.
    const pipelined = entry.handler?.isPipelined?.(body as never) === true;
    const handled = this.#call(entry, body, context);
    if (!(handled instanceof Promise)) return this.#outcome(body, context, handled);
    const outcome = handled.then((later) => this.#outcome(body, context, later));
    return pipelined ? { kind: 'pipelined', outcome } : outcome;
  }

  /** Everybody may do everything until there are ACLs: the one place where that will be decided. */
  #authorize(_context: RequestContext, _body: unknown): ErrorCode {
    return ErrorCode.NONE;
  }

  /** Runs the handler; what it throws becomes UNKNOWN_SERVER_ERROR and a line in the log. */
  #call(entry: HandlerEntry, body: any, context: Context): Handled<Api> | Promise<Handled<Api>> {
    const denied = this.#authorize(context, body);
    if (denied !== ErrorCode.NONE) return errorResponse(entry.api, body, context.apiVersion, denied);
    const { handler } = entry;
    if (handler === undefined) {
      return entry.load().then((loaded) => {
        entry.handler = loaded;
        return this.#call(entry, body, context);
      });
    }
    try {
      const handled = handler.handle(body, context, this.#broker!);
      return handled instanceof Promise
        ? handled.catch((error) => this.#failed(body, context, error))
        : handled;
    } catch (error) {
      return this.#failed(body, context, error);
    }
  }

  #failed(body: unknown, context: Context, error: unknown): Handled<Api> {
    const { api, apiVersion, connection } = context;
    this.#env.log.error(`${api.name} v${apiVersion} of ${connection.remoteHost} failed`, error);
    return errorResponse(api, body, apiVersion, ErrorCode.UNKNOWN_SERVER_ERROR);
  }

  #outcome(body: unknown, context: Context, handled: Handled<Api>): FrameOutcome {
    if (handled === NO_RESPONSE || handled === CLOSE_CONNECTION) {
      context.sent?.();
      return handled === NO_RESPONSE
        ? { kind: 'silent' }
        : { kind: 'close', reason: `${context.api.name} failed and has no response to say so` };
    }
    try {
      return { kind: 'reply', chunks: this.#encode(context, handled), onSent: context.sent };
    } catch (error) {
      const answer = this.#failed(body, context, error);
      return { kind: 'reply', chunks: this.#encode(context, answer), onSent: context.sent };
    }
  }

  #encode(context: Context, response: unknown): Buffer[] {
    const { api, apiVersion, correlationId } = context;
    const writer = new Writer();
    beginFrame(writer);
    encodeResponseHeader(writer, correlationId, responseHeaderVersion(api, apiVersion));
    api.response.codec(apiVersion).encode(writer, response as never);
    return endFrame(writer);
  }

  // ── with interceptors ──────────────────────────────────────────────────────────────────────────────────────

  async #intercepted(
    entry: HandlerEntry,
    body: unknown,
    context: Context,
    requestBytes: number,
  ): Promise<FrameOutcome> {
    const { interceptors } = this.#options;
    const { connection, api, apiVersion, correlationId, clientId, receivedMs } = context;
    const seen: SeenRequest = {
      connection,
      clientId,
      api,
      apiVersion,
      correlationId,
      body,
      requestBytes,
      receivedMs,
    };
    const before = interceptors.before(seen);
    await this.#delay(before);
    const instead = ending(before);
    if (instead !== undefined) {
      context.sent?.();
      return instead;
    }
    const refused = before.find((verdict) => verdict.action === 'error');
    const handled =
      refused === undefined
        ? await this.#call(entry, body, context)
        : (errorResponse(api, body, apiVersion, refused.errorCode) as Handled<Api>);
    let outcome = this.#outcome(body, context, handled);
    const chunks = outcome.kind === 'reply' ? outcome.chunks : [];
    const after = interceptors.after({
      ...seen,
      response: outcome.kind === 'reply' ? handled : undefined,
      responseBytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
      handledMs: this.#env.clock.monotonicMs() - receivedMs,
    });
    await this.#delay(after);
    const ended = ending(after);
    if (ended !== undefined) {
      if (outcome.kind === 'reply') outcome.onSent?.();
      return ended;
    }
    const changed = after.find((verdict) => verdict.action === 'error');
    if (changed !== undefined && outcome.kind === 'reply')
      outcome = this.#outcome(body, context, errorResponse(api, body, apiVersion, changed.errorCode));
    const throttle = [...before, ...after].find((verdict) => verdict.action === 'throttle');
    if (throttle === undefined || outcome.kind !== 'reply') return outcome;
    this.#env.facts.report({
      kind: 'throttled',
      connectionId: connection.id,
      clientId,
      throttleMs: throttle.throttleMs,
    });
    return { ...outcome, muteMs: throttle.throttleMs };
  }

  async #delay(verdicts: readonly Verdict[]): Promise<void> {
    let delayMs = 0;
    for (const verdict of verdicts) if (verdict.action === 'delay') delayMs += verdict.delayMs;
    if (delayMs > 0) await new Promise<void>((resolve) => this.#env.clock.schedule(delayMs, resolve));
  }
}

function ending(verdicts: readonly Verdict[]): FrameOutcome | undefined {
  for (const { action } of verdicts) {
    if (action === 'drop') return { kind: 'silent' };
    if (action === 'disconnect') return { kind: 'close', reason: 'an interceptor ended the connection' };
  }
  return undefined;
}

/** A client that knows newer versions is told in version 0 what we have, and asks again (KIP-511). */
function unsupportedApiVersions(correlationId: number): FrameOutcome {
  const writer = new Writer();
  beginFrame(writer);
  encodeResponseHeader(writer, correlationId, 0);
  const response = { errorCode: ErrorCode.UNSUPPORTED_VERSION, apiKeys: advertisedApis([ApiVersions]) };
  ApiVersions.response.codec(0).encode(writer, response);
  return { kind: 'reply', chunks: endFrame(writer) };
}

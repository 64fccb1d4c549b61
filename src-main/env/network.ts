export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What a connection tells its owner. Nothing comes before `start` and nothing after `onClose`. */
export interface ConnectionEvents {
  /** Bytes in order. The chunk belongs to the receiver. */
  onData(chunk: Buffer): void;
  /** Everything written so far has left our buffers, after `write` had returned false. */
  onDrain?(): void;
  /** Exactly once. `error` says why, where it was not an orderly end. */
  onClose(error?: Error): void;
}

/** A byte stream in both directions, in order, over TCP (or TLS, or the simulator's network). */
export interface Connection {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  start(events: ConnectionEvents): void;
  /**
   * Queues chunks; they must not change until they have left. False asks the writer to wait for `onDrain`.
   * `onSent` runs when the chunks have left our buffers or the connection is gone, so that pooled memory can be used again.
   */
  write(chunks: readonly Uint8Array[], onSent?: () => void): boolean;
  /** Bytes queued and not yet sent. */
  readonly queuedBytes: number;
  pauseReading(): void;
  resumeReading(): void;
  /** Sends what is queued, then ends. */
  end(): void;
  /** Ends at once. */
  destroy(): void;
}

export interface Listener {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

export interface TlsOptions {
  /** PEM, one or many; they take the place of the authorities that the system trusts. */
  readonly ca?: string | readonly string[];
  readonly certificate?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly pkcs12?: Buffer;
  readonly rejectUnauthorized?: boolean;
  /** Client side: false takes a certificate that was issued for another host. */
  readonly verifyHostname?: boolean;
  readonly serverName?: string;
  /** Server side: ask for a client certificate and require it. */
  readonly requestCertificate?: boolean;
}

export interface ListenOptions {
  readonly tls?: TlsOptions;
}

export interface ConnectOptions {
  readonly tls?: TlsOptions;
  readonly timeoutMs?: number;
  /** Told as the connection comes about: the host has an address, somebody listens there. */
  readonly onProgress?: (step: 'resolved' | 'connected', address: string) => void;
}

/** A certificate as a person reads it. Times as it has them. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly names: readonly string[];
}

/** The TLS handshake failed. `code` is OpenSSL's or Node's: CERT_HAS_EXPIRED, ERR_TLS_CERT_ALTNAME_INVALID, … */
export class TlsError extends Error {
  override readonly name = 'TlsError';
  readonly code: string;
  /** The server's, where it sent one. */
  readonly certificate: CertificateFacts | null;

  constructor(code: string, message: string, certificate: CertificateFacts | null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.certificate = certificate;
  }
}

export interface Network {
  /** Port 0 lets the system choose. Rejects with the system's error (EADDRINUSE, …). */
  listen(
    endpoint: Endpoint,
    onConnection: (connection: Connection) => void,
    options?: ListenOptions,
  ): Promise<Listener>;
  /** Resolves when connected. Rejects with the system's error (ECONNREFUSED, …) or after the timeout. */
  connect(endpoint: Endpoint, options?: ConnectOptions): Promise<Connection>;
}

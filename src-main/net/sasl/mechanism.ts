/** One conversation that proves who we are; a new one for each login. */
export interface SaslExchange {
  /** What the client says first. */
  readonly first: Buffer;
  /**
   * What it answers to the server's words; null when it has nothing more to say. Throws SaslError when the server is not
   * who it claims to be.
   */
  next(challenge: Buffer): Promise<Buffer | null>;
}

export interface SaslMechanism {
  /** As SaslHandshake names it. */
  readonly name: string;
  /** Rejects when what it needs (a token) cannot be had. */
  begin(): Promise<SaslExchange>;
}

/** Why a login failed: where, and in the server's own words where it had any. */
export class SaslError extends Error {
  override readonly name = 'SaslError';
  /**
   * `mechanism`: the server offers others. `refused`: it did not believe us. `server`: it could not prove itself, or broke
   * the rules. `token`: no token could be had. `plaintext`: the listener wants no login.
   */
  readonly kind: 'mechanism' | 'refused' | 'server' | 'token' | 'plaintext';
  /** What the server offers, where it said so. */
  readonly offered: readonly string[];

  constructor(kind: SaslError['kind'], message: string, options: ErrorOptions & { offered?: string[] } = {}) {
    super(message, options);
    this.kind = kind;
    this.offered = options.offered ?? [];
  }
}

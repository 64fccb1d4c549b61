import type { TlsOptions } from '../env/index.ts';
import type { SaslMechanism } from '../net/index.ts';

/** How connections to a cluster are made safe, and who we are there. */
export interface Security {
  /** Absent: in the clear. */
  readonly tls?: TlsOptions;
  /** Absent: nobody logs in. */
  readonly sasl?: SaslMechanism;
}

/**
 * Asked before a connection is opened, since files may change and secrets are kept elsewhere. What it rejects with is
 * told as the reason why there is no connection.
 */
export type SecuritySource = () => Promise<Security>;

/** Connections to remote clusters, as the screens that make, test and choose them have them. */
import type { RegistrySecretName, RegistrySettings } from './registry.ts';
import type { ClusterId } from './types.ts';

/** A colour that marks a connection wherever it is shown, so that production is not taken for a test cluster. */
export type ConnectionColour = 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'purple' | 'pink';

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
export type SaslMechanismName = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

/** A keystore or truststore (PEM, PKCS12, JKS): where it lies, or the name of the file whose content is kept as a secret. */
export type StoreFile =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'kept'; readonly name: string };

/**
 * What must not be shown again. It goes from a screen to the workbench and never back: a screen learns only whether it is
 * there. `truststore` and `keystore` are files in base64.
 */
export type SecretName =
  | 'truststore'
  | 'truststorePassword'
  | 'keystore'
  | 'keystorePassword'
  | 'keyPassword'
  | 'password'
  | 'clientSecret'
  | 'token'
  | RegistrySecretName;
/** New values; null forgets one, and what is not named stays. */
export type SecretChanges = Readonly<Partial<Record<SecretName, string | null>>>;

/** The system's keychain (Electron only), a file that only the user can read, or nothing that outlives the process. */
export type SecretKeeperName = 'keychain' | 'file' | 'memory';

/** What a person says of a connection to a remote cluster. */
export interface ConnectionSettings {
  readonly name: string;
  /** Comma-separated host:port, as clients take it. */
  readonly bootstrapServers: string;
  readonly colour: ConnectionColour | null;
  /** Requests that change anything are refused in the workbench, whoever makes them. */
  readonly readOnly: boolean;
  readonly protocol: SecurityProtocol;
  /** Used with SSL and SASL_SSL. */
  readonly tls: {
    /** Null: the authorities that the system trusts. */
    readonly truststore: StoreFile | null;
    /** Null: the client shows no certificate. */
    readonly keystore: StoreFile | null;
    readonly verifyHostname: boolean;
  };
  /** Used with SASL_PLAINTEXT and SASL_SSL. */
  readonly sasl: {
    readonly mechanism: SaslMechanismName;
    readonly username: string;
    /** Where OAUTHBEARER has its tokens from; empty: the one that is kept as a secret. */
    readonly tokenUrl: string;
    readonly clientId: string;
    readonly scope: string;
  };
  /** Null: it has none. */
  readonly registry: RegistrySettings | null;
  readonly secretsIn: SecretKeeperName;
}

/** A connection that nothing but its name and address is said of. */
export const PLAIN_CONNECTION: ConnectionSettings = {
  name: '',
  bootstrapServers: '',
  colour: null,
  readOnly: false,
  protocol: 'PLAINTEXT',
  tls: { truststore: null, keystore: null, verifyHostname: true },
  sasl: { mechanism: 'SCRAM-SHA-512', username: '', tokenUrl: '', clientId: '', scope: '' },
  registry: null,
  secretsIn: 'memory',
};

/** A connection as a dialog has it, saved or not. */
export interface ConnectionDraft {
  /**
   * Null: it is new. Secrets that are not named in `secrets` are those of this one. Of the local cluster only `registry`
   * and `secretsIn` count: the rest is known.
   */
  readonly id: ClusterId | null;
  /** Another connection whose secrets a new one begins with. */
  readonly copyOf?: ClusterId | null;
  /** Secrets that an import found stay in the workbench under this name. */
  readonly importId?: string | null;
  readonly settings: ConnectionSettings;
  readonly secrets: SecretChanges;
}

/** One step of a test of a connection. */
export interface ConnectionStep {
  readonly step:
    'security' | 'resolve' | 'connect' | 'tls' | 'protocol' | 'login' | 'metadata' | 'brokers' | 'registry';
  readonly state: 'running' | 'passed' | 'failed';
  /** What it is about: an address, the cluster's id, the number of brokers. */
  readonly subject: string;
  /** What is wrong, as a stable word; screens have a sentence and a next step for each. */
  readonly problem: string | null;
  /** The same in words of the system or the broker. */
  readonly detail: string | null;
  /** The server's, where the problem is with it. */
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    readonly validFrom: string;
    readonly validTo: string;
    readonly names: readonly string[];
  } | null;
}

/** What a `client.properties` says. */
export interface ImportedConnection {
  readonly settings: ConnectionSettings;
  /** Null: there was no secret in it. */
  readonly importId: string | null;
  readonly secrets: readonly SecretName[];
  /** Keys that mean nothing to the workbench. */
  readonly ignored: readonly string[];
  /** Values that it cannot do: `sasl.mechanism=GSSAPI`. */
  readonly unsupported: readonly string[];
}

/** A cluster that screens can speak of: the local one first, then the remote ones in the order they were added. */
export interface ConnectionView {
  readonly id: ClusterId;
  readonly kind: 'local' | 'remote';
  readonly settings: ConnectionSettings;
  /** The secrets there are; `lost` ones were kept in memory only, and have to be given again. */
  readonly secrets: readonly { readonly name: SecretName; readonly lost: boolean }[];
  /** Nobody looks at it now: nothing is asked of it, and its state is not known. */
  readonly idle: boolean;
  readonly state: ConnectionState;
  /** As it was last known, and when; null: never connected. */
  readonly lastKnown: { clusterId: string; nodes: number; asOfMs: number } | null;
}

export interface ConnectionState {
  readonly state: 'connected' | 'connecting' | 'disconnected';
  readonly reason: string | null;
  readonly sinceMs: number;
}

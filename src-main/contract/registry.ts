/** What crosses to the screens of a schema registry (Confluent's REST interface, as Karapace, Apicurio and Redpanda serve it too). */
import type { StoreFile } from './types.ts';

/** The registry that belongs to a cluster. Its password or token is a secret of the connection. */
export interface RegistrySettings {
  /** With a path where the interface does not begin at the root: `https://host/apis/ccompat/v7`. */
  readonly url: string;
  readonly login: 'none' | 'basic' | 'bearer';
  /** Used with `basic`. */
  readonly username: string;
  /** Used with an https address. */
  readonly tls: {
    /** Null: the authorities that the system trusts. */
    readonly truststore: StoreFile | null;
    /** Null: the client shows no certificate. */
    readonly keystore: StoreFile | null;
    readonly verifyHostname: boolean;
  };
}

export const PLAIN_REGISTRY: RegistrySettings = {
  url: '',
  login: 'none',
  username: '',
  tls: { truststore: null, keystore: null, verifyHostname: true },
};

/** Secrets of the registry, beside those of the brokers. */
export type RegistrySecretName =
  | 'registryPassword'
  | 'registryToken'
  | 'registryTruststore'
  | 'registryTruststorePassword'
  | 'registryKeystore'
  | 'registryKeystorePassword'
  | 'registryKeyPassword';

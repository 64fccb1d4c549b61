import {
  authorities,
  clientCredentials,
  clientIdentity,
  oauthBearer,
  plain,
  SaslError,
  scram,
  type Security,
  type SecuritySource,
} from '../../client/index.ts';
import { type ConnectionSettings, inEnglish, say } from '../../contract/index.ts';
import type { Env, TlsOptions } from '../../env/index.ts';
import type { Secrets } from '../secrets/index.ts';
import { StoreReader } from './stores.ts';

/** What the settings and secrets of a connection mean for its client. Secrets and files are asked for at each use. */
export function securitySource(
  env: Env,
  { protocol, tls, sasl }: ConnectionSettings,
  readSecrets: () => Promise<Secrets>,
): SecuritySource {
  const truststores = new StoreReader();
  const keystores = new StoreReader();
  const encrypted = protocol === 'SSL' || protocol === 'SASL_SSL';
  const logsIn = protocol === 'SASL_PLAINTEXT' || protocol === 'SASL_SSL';
  let token: (() => Promise<string>) | undefined;

  const tlsOptions = async (secrets: Secrets): Promise<TlsOptions> => {
    const options: { -readonly [K in keyof TlsOptions]: TlsOptions[K] } = {
      verifyHostname: tls.verifyHostname,
    };
    if (tls.truststore !== null) {
      const password = secrets.truststorePassword;
      options.ca = await truststores.read(tls.truststore, secrets.truststore, { password }, authorities);
    }
    if (tls.keystore !== null) {
      const { keystorePassword: password, keyPassword = password } = secrets;
      const { key, certificates } = await keystores.read(
        tls.keystore,
        secrets.keystore,
        { password, keyPassword },
        clientIdentity,
      );
      options.key = key;
      options.certificate = certificates.join('');
    }
    return options;
  };
  const mechanism = (secrets: Secrets, ca: readonly string[] | undefined): NonNullable<Security['sasl']> => {
    const { username, tokenUrl: url, clientId, scope } = sasl;
    const given = (name: 'password' | 'clientSecret' | 'token') => {
      const secret = secrets[name];
      if (secret === undefined)
        throw new SaslError('token', inEnglish(say('login.noSecret', { secret: name })));
      return secret;
    };
    switch (sasl.mechanism) {
      case 'PLAIN':
        return plain(username, given('password'));
      case 'SCRAM-SHA-256':
      case 'SCRAM-SHA-512':
        return scram(sasl.mechanism, {
          username,
          password: given('password'),
          randomBytes: (size) => env.random.bytes(size),
        });
      case 'OAUTHBEARER':
        if (url === '') return oauthBearer(async () => given('token'));
        token ??= clientCredentials(env.clock, {
          url,
          clientId,
          clientSecret: given('clientSecret'),
          scope,
          ca,
        });
        return oauthBearer(token);
    }
  };
  return async () => {
    const secrets = await readSecrets();
    const options = encrypted ? await tlsOptions(secrets) : undefined;
    const ca = typeof options?.ca === 'object' ? options.ca : undefined;
    return { tls: options, sasl: logsIn ? mechanism(secrets, ca) : undefined };
  };
}

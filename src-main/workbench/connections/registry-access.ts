import { authorities, clientIdentity } from '../../client/index.ts';
import { type ConnectionStep, type RegistrySettings, SaidError, say } from '../../contract/index.ts';
import type { TlsOptions } from '../../env/index.ts';
import { invalidInput } from '../router/failure.ts';
import { certificateOf, type RegistryAccess, RegistryClient, RegistryError } from '../registry/index.ts';
import type { Secrets } from '../secrets/index.ts';
import { StoreReader } from './stores.ts';

/** What the settings and secrets of a registry mean for its client. Secrets and files are asked for at each use. */
export function registryAccess(
  { url, login, username, tls }: RegistrySettings,
  readSecrets: () => Promise<Secrets>,
): RegistryAccess {
  const truststores = new StoreReader();
  const keystores = new StoreReader();
  const encrypted = /^https:/i.test(url);
  const tlsOptions = async (secrets: Secrets): Promise<TlsOptions> => {
    const options: { -readonly [K in keyof TlsOptions]: TlsOptions[K] } = {
      verifyHostname: tls.verifyHostname,
    };
    if (tls.truststore !== null) {
      const password = secrets.registryTruststorePassword;
      options.ca = await truststores.read(
        tls.truststore,
        secrets.registryTruststore,
        { password },
        authorities,
      );
    }
    if (tls.keystore !== null) {
      const { registryKeystorePassword: password, registryKeyPassword: keyPassword = password } = secrets;
      const { key, certificates } = await keystores.read(
        tls.keystore,
        secrets.registryKeystore,
        { password, keyPassword },
        clientIdentity,
      );
      options.key = key;
      options.certificate = certificates.join('');
    }
    return options;
  };
  const authorization = (secrets: Secrets): string | undefined => {
    if (login === 'none') return undefined;
    const given = secrets[login === 'basic' ? 'registryPassword' : 'registryToken'];
    if (given === undefined)
      throw new SaidError(
        say('registry.noSecret', { secret: say(login === 'basic' ? 'secret.password' : 'secret.token') }),
      );
    if (login === 'bearer') return `Bearer ${given}`;
    return `Basic ${Buffer.from(`${username}:${given}`).toString('base64')}`;
  };
  return async () => {
    // Without secrets nothing has to be unlocked: what is lost may be of no use here.
    const wanted = login !== 'none' || (encrypted && (tls.truststore !== null || tls.keystore !== null));
    const secrets = wanted ? await readSecrets() : {};
    return {
      authorization: authorization(secrets),
      ...(encrypted && { tls: await tlsOptions(secrets) }),
    };
  };
}

/** Throws a Failure 'invalid-input' for an address that is none. */
export function checkRegistry({ url }: RegistrySettings): void {
  const parsed = URL.parse(url.trim());
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw invalidInput(say('registry.badUrl', { url }));
  if (parsed.username !== '' || parsed.password !== '') throw invalidInput(say('registry.urlHasLogin'));
}

/** The step of a test that asks the registry for its subjects. */
export async function tryRegistry(
  settings: RegistrySettings,
  readSecrets: () => Promise<Secrets>,
  signal: AbortSignal,
  tell: (step: ConnectionStep) => void,
): Promise<void> {
  const client = new RegistryClient({ url: settings.url, access: registryAccess(settings, readSecrets) });
  const step = { step: 'registry', problem: null, detail: null, certificate: null } as const;
  const subject = client.url.replace(/^https?:\/\//, '');
  tell({ ...step, state: 'running', subject });
  try {
    await client.subjects({ signal });
    tell({ ...step, state: 'passed', subject });
  } catch (error) {
    signal.throwIfAborted();
    tell({
      ...step,
      state: 'failed',
      subject,
      problem: error instanceof RegistryError ? error.problem : 'other',
      detail: (error as Error).message,
      certificate: certificateOf(error),
    });
  } finally {
    client.close();
  }
}

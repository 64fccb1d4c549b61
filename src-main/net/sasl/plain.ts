import { SaslError, type SaslMechanism } from './mechanism.ts';

/** RFC 4616: user and password as they are. Only for connections that are encrypted otherwise. */
export function plain(username: string, password: string): SaslMechanism {
  return {
    name: 'PLAIN',
    async begin() {
      if (username.includes('\0') || password.includes('\0'))
        throw new SaslError('refused', 'a user name or password with a NUL character cannot be sent');
      return { first: Buffer.from(`\0${username}\0${password}`), next: async () => null };
    },
  };
}

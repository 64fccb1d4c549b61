import { SaslError, type SaslMechanism } from './mechanism.ts';

const SEPARATOR = '\u0001';

/** RFC 7628: a token that somebody else has issued. `token` is asked at each login; it knows when to get a new one. */
export function oauthBearer(token: () => Promise<string>): SaslMechanism {
  return {
    name: 'OAUTHBEARER',
    async begin() {
      const bearer = await token();
      let failure: string | undefined;
      return {
        first: Buffer.from(`n,,${SEPARATOR}auth=Bearer ${bearer}${SEPARATOR}${SEPARATOR}`),
        async next(challenge) {
          if (failure !== undefined) throw new SaslError('refused', failure);
          if (challenge.length === 0) return null;
          // The server says what is wrong with the token, and fails the login once that was acknowledged.
          failure = `the token was refused: ${challenge.toString()}`;
          return Buffer.from(SEPARATOR);
        },
      };
    },
  };
}

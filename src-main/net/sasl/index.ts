export { type SaslExchange, SaslError, type SaslMechanism } from './mechanism.ts';
export { oauthBearer } from './oauth-bearer.ts';
export { plain } from './plain.ts';
export { scram, type ScramName } from './scram.ts';

export { type Keychain, makeKeepers } from './keepers.ts';
export { SecretError, type Secrets, Vault } from './vault.ts';

export {
  authorities,
  clientIdentity,
  KeystoreError,
  type KeystoreType,
  keystoreType,
  readKeystore,
} from './keystore.ts';

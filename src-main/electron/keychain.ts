import { safeStorage } from 'electron';
import type { HostKeychain } from '../cluster/index.ts';

/** The keychain of the system; on Linux without one Electron would lock with a key that everybody knows. */
export const keychain: HostKeychain = {
  async available() {
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
      return false;
    return safeStorage.isAsyncEncryptionAvailable();
  },
  seal: (text) => safeStorage.encryptStringAsync(text),
  open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result,
};

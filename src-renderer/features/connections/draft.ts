/** A connection while it is being written; pure. */
import type {
  ConnectionDraft,
  ConnectionSettings,
  ConnectionView,
  ImportedConnection,
  SecretChanges,
  SecretName,
} from '../../../src-main/contract/index.ts';

export interface Draft extends ConnectionDraft {
  readonly copyOf: string | null;
  readonly importId: string | null;
  /** Secrets that the workbench has already: of the connection, its original or an import. */
  readonly there: ReadonlySet<SecretName>;
  /** Those of them that were kept in memory only. */
  readonly lost: ReadonlySet<SecretName>;
}

export type DialogKind = 'add' | 'edit' | 'duplicate';

export function draftFrom(
  settings: ConnectionSettings,
  subject: ConnectionView | null,
  kind: DialogKind,
): Draft {
  const secrets = subject?.secrets ?? [];
  return {
    id: kind === 'edit' && subject ? subject.id : null,
    copyOf: kind === 'duplicate' && subject ? subject.id : null,
    importId: null,
    settings,
    secrets: {},
    there: new Set(secrets.filter(({ lost }) => !lost).map(({ name }) => name)),
    lost: new Set(secrets.filter(({ lost }) => lost).map(({ name }) => name)),
  };
}

/** What a file says takes the place of what was written, but for what no such file has. */
export function withImport(draft: Draft, imported: ImportedConnection): Draft {
  const { name, colour, readOnly, secretsIn } = draft.settings;
  return {
    ...draft,
    importId: imported.importId,
    settings: {
      ...imported.settings,
      registry: imported.settings.registry ?? draft.settings.registry,
      name,
      colour,
      readOnly,
      secretsIn,
    },
    secrets: {},
    there: new Set([...draft.there, ...imported.secrets]),
    lost: new Set([...draft.lost].filter((secret) => !imported.secrets.includes(secret))),
  };
}

/** An emptied field means the secret that was there before, which nobody can see. */
export function withSecret(draft: Draft, name: SecretName, value: string): Draft {
  const { [name]: _old, ...others } = draft.secrets;
  const secrets: SecretChanges = value === '' ? others : { ...others, [name]: value };
  return { ...draft, secrets };
}

/** For the workbench. */
export function sent({ id, copyOf, importId, settings, secrets }: Draft): ConnectionDraft {
  return { id, copyOf, importId, settings, secrets };
}

/** The bytes of chosen files, one behind the other (a key and its certificates are two files often), in base64. */
export async function contentOf(files: readonly File[]): Promise<string> {
  let binary = '';
  for (const file of files) {
    for (const byte of new Uint8Array(await file.arrayBuffer())) binary += String.fromCharCode(byte);
    if (files.length > 1) binary += '\n';
  }
  return btoa(binary);
}

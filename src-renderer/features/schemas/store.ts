/** The schema registry of a cluster: its subjects as they become known, and what can be done to them. */
import { useMemo } from 'react';
import type {
  ClusterId,
  DeletionPlan,
  RegistryView,
  SchemaCheck,
  SchemaDraft,
  SchemaView,
  SubjectDetail,
} from '../../../src-main/contract/index.ts';
import { type Asked, useAsked } from '../../lib/asked.ts';
import { client } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

export interface RegistrySnapshot extends Snapshot<RegistryView> {
  /** The connection names no registry. */
  none: boolean;
}

export function useRegistry(): RegistrySnapshot {
  const live = useStream('schemas.watch', { cluster: useClusterId() });
  const snapshot = useSnapshot(live);
  return useMemo(
    () => ({ ...snapshot, none: live.event !== null && live.event.value === null }),
    [snapshot, live.event],
  );
}

export function useSubject(subject: string): Asked<SubjectDetail> {
  return useAsked('schemas.subject', { cluster: useClusterId(), subject }, t('subject.failed', { subject }));
}

export function useVersion(subject: string, version: number): Asked<SchemaView> {
  return useAsked(
    'schemas.version',
    { cluster: useClusterId(), subject, version },
    t('subject.versionFailed', { version }),
  );
}

/** What a deletion would do. */
export function useDeletionPlan(
  subject: string,
  version: number | null,
  permanent: boolean,
): Asked<DeletionPlan> {
  return useAsked(
    'schemas.delete',
    { cluster: useClusterId(), subject, version, permanent, preview: true },
    t('subject.planFailed'),
  );
}

export function deleteSchemas(
  cluster: ClusterId,
  subject: string,
  version: number | null,
  permanent: boolean,
): Promise<DeletionPlan> {
  return client().call('schemas.delete', { cluster, subject, version, permanent, preview: false });
}

export function checkSchema(cluster: ClusterId, draft: SchemaDraft): Promise<SchemaCheck> {
  return client().call('schemas.check', { cluster, draft });
}

export function registerSchema(cluster: ClusterId, draft: SchemaDraft) {
  return client().call('schemas.register', { cluster, draft });
}

/** `subject` null: of the registry; `level` null: the registry's counts again. */
export function setCompatibility(cluster: ClusterId, subject: string | null, level: string | null) {
  return client().call('schemas.setCompatibility', { cluster, subject, level });
}

export function askAgain(cluster: ClusterId): Promise<null> {
  return client().call('schemas.retry', { cluster });
}

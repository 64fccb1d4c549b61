/** Connections to remote clusters: adding, changing, trying and removing them. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  ClusterId,
  ConnectionDraft,
  ConnectionStep,
  ContractError,
  ImportedConnection,
  SecretKeeperName,
} from '../../../src-main/contract/index.ts';
import { useAsked } from '../../lib/asked.ts';
import { client } from '../../lib/client.ts';
import { t } from '../../lib/i18n/index.ts';

export function saveConnection(draft: ConnectionDraft): Promise<{ id: ClusterId }> {
  return client().call('connections.save', draft);
}

export function removeConnection(id: ClusterId): Promise<null> {
  return client().call('connections.remove', { id });
}

export function importConnection(text: string): Promise<ImportedConnection> {
  return client().call('connections.import', { text });
}

/** As a `client.properties`; null until it is there. */
export function useExport(id: ClusterId) {
  return useAsked('connections.export', { id }, t('connections.exportFailed'));
}

/** Which keepers of secrets there are here, the best first. */
export function useKeepers(): readonly SecretKeeperName[] | null {
  return useAsked('connections.keepers', null, '').value;
}

export interface Trial {
  /** The newest word on each step, in the order they were begun. */
  steps: readonly ConnectionStep[];
  running: boolean;
  /** The test itself did not work. */
  error: ContractError | null;
}

const NO_TRIAL: Trial = { steps: [], running: false, error: null };

/** Tries a connection; a new try, or leaving, ends the one before. */
export function useTrial(): { trial: Trial; run: (draft: ConnectionDraft) => void } {
  const [trial, setTrial] = useState(NO_TRIAL);
  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);
  const run = useCallback((draft: ConnectionDraft): void => {
    stop.current();
    setTrial({ ...NO_TRIAL, running: true });
    stop.current = client().listen('connections.test', draft, {
      onEvent: (step) => setTrial((before) => ({ ...before, steps: withStep(before.steps, step) })),
      onEnd: () => setTrial((before) => ({ ...before, running: false })),
      onError: (error) => setTrial((before) => ({ ...before, running: false, error })),
      onBreak: () => setTrial((before) => ({ ...before, running: false })),
      resume: false,
    });
  }, []);
  return { trial, run };
}

/** Steps come in their order; a later word on one takes the place of an earlier. */
function withStep(steps: readonly ConnectionStep[], step: ConnectionStep): readonly ConnectionStep[] {
  const known = steps.findIndex((one) => one.step === step.step);
  return known < 0 ? [...steps, step] : steps.with(known, step);
}

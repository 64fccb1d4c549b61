/** The sample stream of the local cluster: its welcome page and the palette start and stop it. */
import { create } from 'zustand';
import type { SampleStream } from '../../src-main/contract/index.ts';
import { client, failureOf } from './client.ts';
import { LOCAL_CLUSTER } from './cluster.ts';
import type { Attempt, Failure } from './failure.ts';
import { t } from './i18n/index.ts';
import { useStream, type Live } from './live.ts';

export type SampleVerb = 'start' | 'stop' | 'remove';

const attemptOf = (verb: SampleVerb): Attempt => {
  if (verb === 'stop') return t('welcome.sampleStopFailed');
  return verb === 'start'
    ? { failed: t('welcome.sampleFailed'), unknown: t('welcome.sampleUnknown') }
    : { failed: t('welcome.sampleRemoveFailed'), unknown: t('welcome.sampleRemoveUnknown') };
};

interface ActionState {
  failure: Failure | null;
  busy: SampleVerb | null;
}

export const useSampleActions = create<ActionState>(() => ({ failure: null, busy: null }));

export function useSample(listen = true): Live<SampleStream> {
  return useStream('sample.watch', listen ? { cluster: LOCAL_CLUSTER } : null);
}

/** The welcome page shows it at work and, if so, why it failed. */
export function actOnSample(verb: SampleVerb): void {
  useSampleActions.setState({ failure: null, busy: verb });
  client()
    .call(`sample.${verb}`, { cluster: LOCAL_CLUSTER })
    .catch((error: unknown) => useSampleActions.setState({ failure: failureOf(attemptOf(verb), error) }))
    .finally(() => useSampleActions.setState({ busy: null }));
}

/** What an address says is to be sent on, what would become of it, and beginning it. */
import { useState } from 'react';
import type { RedrivePreview, RedriveRequest, RedriveSource } from '../../../src-main/contract/index.ts';
import { client, failureOf } from '../../lib/client.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';

/** `source` of an address: a source as JSON; null when there is none, or one that somebody broke by hand. */
export function sourceOf(text: string | undefined): RedriveSource | null {
  try {
    const parsed = JSON.parse(text ?? 'null') as RedriveSource | null;
    return parsed !== null && (parsed.kind === 'selection' || parsed.kind === 'filter') ? parsed : null;
  } catch {
    return null;
  }
}

/** A preview counts only for what it was asked for. */
export function useRedrivePreview(request: RedriveRequest | null): {
  preview: RedrivePreview | null;
  failure: Failure | null;
  busy: boolean;
  ask: () => void;
} {
  const key = JSON.stringify(request);
  const [state, setState] = useState<{ of: string; preview: RedrivePreview | null; failure: Failure | null }>(
    {
      of: '',
      preview: null,
      failure: null,
    },
  );
  const [busy, setBusy] = useState(false);
  const ask = (): void => {
    if (request === null) return;
    setBusy(true);
    client()
      .call('producing.redrivePreview', request)
      .then((preview) => setState({ of: key, preview, failure: null }))
      .catch((error: unknown) =>
        setState({ of: key, preview: null, failure: failureOf(t('redrive.previewFailed'), error) }),
      )
      .finally(() => setBusy(false));
  };
  const current = state.of === key ? state : { preview: null, failure: null };
  return { ...current, busy, ask };
}

export const startRedrive = (request: RedriveRequest) => client().call('producing.redrive', request);

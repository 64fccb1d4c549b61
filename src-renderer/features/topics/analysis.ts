/** One reading of a topic that counts, for as long as the screen wants it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { TopicAnalysis } from '../../../src-main/contract/index.ts';
import { client, failureFrom, failureOf } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';

export interface Analysing {
  /** How it stands, or the last one that was made. */
  analysis: TopicAnalysis | null;
  reading: boolean;
  /** Whether it is known that none was made. */
  known: boolean;
  failure: Failure | null;
  begin: () => void;
  stop: () => void;
}

export function useAnalysis(topic: string): Analysing {
  const cluster = useClusterId();
  const [state, setState] = useState<Pick<Analysing, 'analysis' | 'reading' | 'known' | 'failure'>>({
    analysis: null,
    reading: false,
    known: false,
    failure: null,
  });
  const leave = useRef<(() => void) | null>(null);
  const change = useCallback(
    (next: Partial<typeof state>) => setState((before) => ({ ...before, ...next })),
    [],
  );
  useEffect(() => {
    let current = true;
    client()
      .call('topics.analysis', { cluster, topic })
      .then((analysis) => current && change({ analysis, known: true }))
      .catch((error: unknown) => current && change({ failure: failureOf(t('analysis.failed'), error) }));
    return () => {
      current = false;
      leave.current?.();
      leave.current = null;
    };
  }, [cluster, topic, change]);
  const begin = useCallback(() => {
    leave.current?.();
    change({ reading: true, failure: null });
    leave.current = client().listen(
      'topics.analyse',
      { cluster, topic },
      {
        resume: false,
        onEvent: (analysis) => change({ analysis, known: true }),
        onEnd: () => change({ reading: false }),
        onError: (error) => change({ reading: false, failure: failureFrom(t('analysis.failed'), error) }),
      },
    );
  }, [cluster, topic, change]);
  const stop = useCallback(() => {
    leave.current?.();
    leave.current = null;
    setState((before) => ({
      ...before,
      reading: false,
      analysis: before.analysis && { ...before.analysis, state: 'stopped' },
    }));
  }, []);
  return { ...state, begin, stop };
}

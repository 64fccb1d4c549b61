import { useEffect, useState } from 'react';
import { client } from './client.ts';
import { LOCAL_CLUSTER, useIsLocal } from './cluster.ts';
import { PULSE_KINDS, type Fact } from './facts.ts';

/** And what clients' connections add to them. */
export const CONNECTION_KINDS: readonly string[] = [
  'connection-opened',
  'client-identified',
  'connection-closed',
  'throttled',
];

const ASKED = 3000;

/** The newest facts, newest first, without the kinds that traffic makes; stops while not visible. Only local nodes tell any. */
export function useFactHistory(visible: boolean, kept = 1500): readonly Fact[] {
  const [facts, setFacts] = useState<readonly Fact[]>([]);
  const asked = useIsLocal() && visible;
  useEffect(() => {
    if (!asked) return undefined;
    // The history comes first, and again after a break: it takes the place of what was kept.
    let history = true;
    return client().listen(
      'facts.watch',
      { cluster: LOCAL_CLUSTER, count: ASKED, exclude: [...PULSE_KINDS, ...CONNECTION_KINDS] },
      {
        onEvent: (news) => {
          const anew = history;
          history = false;
          setFacts((before) => merged(news, anew ? [] : before).slice(0, kept));
        },
        onBreak: () => {
          history = true;
        },
        onError: () => {},
      },
    );
  }, [asked, kept]);
  return facts;
}

/** Nodes report side by side: what comes later may have happened earlier. */
function merged(news: readonly Fact[], before: readonly Fact[]): Fact[] {
  return [...news, ...before].toSorted((a, b) => b.wallMs - a.wallMs || b.sequence - a.sequence);
}

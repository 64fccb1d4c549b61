/** Events and traffic on one axis of time. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Overview, TrafficSample } from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { useFactHistory } from '../../lib/fact-history.ts';
import type { Fact } from '../../lib/facts.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

/** How far back the axis goes. */
export const HISTORY_MS = 30 * 60_000;

export function useNodes(): Snapshot<Overview> {
  return useSnapshot(useStream('overview.watch', { cluster: useClusterId() }));
}

/** Newest first. */
export function useEvents(visible: boolean): readonly Fact[] {
  return useFactHistory(visible);
}

/** What clients got done, ascending; a new array with each change. */
export function useTraffic(visible: boolean): readonly TrafficSample[] {
  const cluster = useClusterId();
  const [samples, setSamples] = useState<readonly TrafficSample[]>([]);
  useEffect(() => {
    if (!visible) return undefined;
    return client().listen(
      'traffic.watch',
      { cluster, sinceMs: Date.now() - HISTORY_MS },
      {
        onEvent: (news) => setSamples((before) => withNews(before, news, Date.now() - HISTORY_MS)),
        onError: () => {},
      },
    );
  }, [cluster, visible]);
  return samples;
}

/** The newest word on an interval counts; what is too old goes. */
export function withNews(
  before: readonly TrafficSample[],
  news: readonly TrafficSample[],
  oldestMs: number,
): readonly TrafficSample[] {
  const first = news[0];
  if (first === undefined) return before;
  let keep = before.length;
  while (keep > 0 && before[keep - 1]!.atMs >= first.atMs) keep--;
  const replaced = new Map(before.slice(keep).map((sample) => [sample.atMs, sample]));
  for (const sample of news) replaced.set(sample.atMs, sample);
  const tail = [...replaced.values()].toSorted((a, b) => a.atMs - b.atMs);
  let from = 0;
  while (from < keep && before[from]!.atMs < oldestMs) from++;
  return [...before.slice(from, keep), ...tail];
}

const TICK_MS = 250;
const CALM_TICK_MS = 1_000;

/** The time, several times a second while it runs; once a second where motion is not wanted. */
export function useTick(runs: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const calm = useMemo(() => matchMedia('(prefers-reduced-motion: reduce)').matches, []);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), calm ? CALM_TICK_MS : TICK_MS);
    return () => clearInterval(timer);
  }, [runs, calm]);
  return nowMs;
}

/** A value that handlers read without being made anew. */
export function useLatest<T>(value: T): { readonly current: T } {
  const ref = useRef(value);
  useEffect(() => {
    ref.current = value;
  });
  return ref;
}

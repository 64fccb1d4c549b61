import { useEffect, useState, type ComponentType, type ReactNode } from 'react';

/**
 * A component whose code comes when it is first shown, in its place `meanwhile` until then. React's own `lazy` would hold
 * it back for up to 300 ms, since its boundaries replace no fallback sooner, and would remember a failure for ever: here
 * one is thrown to the next error boundary, and what mounts again asks again.
 */
export function whenLoaded<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: (props: Props) => ReactNode = () => null,
): ComponentType<Props> {
  let Loaded: ComponentType<Props> | undefined;
  let loading: Promise<void> | undefined;
  const fetch = () =>
    (loading ??= load().then(
      (component) => {
        Loaded = component;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  return function WhenLoaded(props) {
    // Asked for before anything is painted, not by the effect after it.
    const [asked] = useState(() => (Loaded ? undefined : fetch()));
    const [outcome, setOutcome] = useState<{ failure?: unknown }>();
    useEffect(() => {
      if (!asked) return;
      let isMounted = true;
      const tell = (change: { failure?: unknown }) => isMounted && setOutcome(change);
      asked.then(
        () => tell({}),
        (failure: unknown) => tell({ failure }),
      );
      return () => {
        isMounted = false;
      };
    }, [asked]);
    if (outcome && 'failure' in outcome) throw outcome.failure;
    return Loaded ? <Loaded {...props} /> : meanwhile(props);
  };
}

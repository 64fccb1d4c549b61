/** Whether the workbench answers. A process that stands still keeps its connection, so that nothing else would tell. */
import { create } from 'zustand';
import { client } from './client.ts';

const ASK_EVERY_MS = 4_000;
/** A machine with far too much to do makes it wait as well; who waits so long wants to know. */
const PATIENCE_MS = 8_000;

const useStore = create(() => ({ silent: false }));

export const useSilence = (): boolean => useStore((state) => state.silent);

/** Asks while the page is seen and the link is there: a link that is broken is told as that. */
export function followSilence(): () => void {
  let isOn = true;
  let next: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    if (!document.hidden && client().linkState() === 'open') {
      const late = setTimeout(() => useStore.setState({ silent: true }), PATIENCE_MS);
      await client()
        .call('app.ping', null)
        .catch(() => {}); // the link broke
      clearTimeout(late);
      useStore.setState({ silent: false });
    }
    if (isOn) next = setTimeout(() => void ask(), ASK_EVERY_MS);
  };
  void ask();
  return () => {
    isOn = false;
    clearTimeout(next);
  };
}

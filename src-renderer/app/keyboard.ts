/** Key presses to commands; the only place that listens to the whole page. */
import { client } from '../lib/client.ts';
import { commandForKey, useCommandRegistry, type CommandContext } from '../lib/commands/index.ts';
import { useNavigation } from '../lib/place.ts';
import { useSettings } from '../lib/settings.ts';
import { currentHost } from './commands.tsx';
import { setPaletteOpen, useFrame } from './frame-store.ts';
import { resolvePlace } from './screens.tsx';

/** The context commands are judged in, now. */
export function currentContext(): CommandContext {
  const { address } = useNavigation.getState();
  const focus = document.activeElement;
  const inEditor = Boolean(focus?.closest('.monaco-editor'));
  return {
    address,
    screen: address ? (resolvePlace(address)?.screen.id ?? null) : null,
    connected: client().linkState() === 'open',
    readOnly: useFrame.getState().readOnly,
    host: currentHost(),
    inEditor,
    typing:
      !inEditor &&
      Boolean(focus?.matches('input:not([type=checkbox], [type=radio]), textarea, [contenteditable=true]')),
    dialog: document.querySelector('.dialog, .palette') !== null,
  };
}

/** The first time the palette has to be fetched: what is typed meanwhile is meant for it, and for no command. */
function typeAhead(event: KeyboardEvent): boolean {
  const { paletteOpen, typedAhead } = useFrame.getState();
  if (!paletteOpen || document.querySelector('.palette') !== null) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Escape') setPaletteOpen(false);
  else if (event.key === 'Backspace') useFrame.setState({ typedAhead: typedAhead.slice(0, -1) });
  else if (event.key.length === 1) useFrame.setState({ typedAhead: typedAhead + event.key });
  event.preventDefault();
  return true;
}

/** Starts listening; returns how to stop. */
export function followKeys(): () => void {
  const act = (event: KeyboardEvent): boolean => {
    if (event.defaultPrevented || event.isComposing) return false;
    if (typeAhead(event)) return true;
    // An open menu or list of choices takes letters for itself; one that was closed may stay in the page.
    if (document.querySelector('.menu[data-open]') && !event.ctrlKey && !event.metaKey) return false;
    const command = commandForKey(
      useCommandRegistry.getState().commands,
      event,
      currentContext(),
      useSettings.getState().shortcuts,
    );
    if (!command) return false;
    event.preventDefault();
    command.run();
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => void act(event);
  // Monaco lets go of no key that means something to it: F1 opened a palette of its own, in English.
  const beforeMonaco = (event: KeyboardEvent): void => {
    if ((event.target as Element).closest('.monaco-editor') && act(event)) event.stopPropagation();
  };
  addEventListener('keydown', onKeyDown);
  addEventListener('keydown', beforeMonaco, true);
  return () => {
    removeEventListener('keydown', onKeyDown);
    removeEventListener('keydown', beforeMonaco, true);
  };
}

/** Key presses to commands; the only place that listens to the whole page. */
import { client } from '../lib/client.ts';
import { commandForKey, useCommandRegistry, type CommandContext } from '../lib/commands/index.ts';
import { useNavigation } from '../lib/place.ts';
import { useSettings } from '../lib/settings.ts';
import { currentHost } from './commands.tsx';
import { useFrame } from './frame-store.ts';
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

/** Starts listening; returns how to stop. */
export function followKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    // An open menu or list of choices takes letters for itself; one that was closed may stay in the page.
    if (document.querySelector('.menu[data-open]') && !event.ctrlKey && !event.metaKey) return;
    const command = commandForKey(
      useCommandRegistry.getState().commands,
      event,
      currentContext(),
      useSettings.getState().shortcuts,
    );
    if (!command) return;
    event.preventDefault();
    command.run();
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}

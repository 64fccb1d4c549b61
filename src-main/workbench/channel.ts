import type { FromWorkbench, ToWorkbench } from '../cluster/messages.ts';

/** The way to the host: IPC of a forked process, a utility process' port, or a test's pair of arrays. */
export interface Channel {
  /** `onSent` runs when the message has left this process' buffers, or never will. */
  send(message: FromWorkbench, onSent?: () => void): void;
  /** Called once, at the start. */
  listen(handlers: { onMessage: (message: ToWorkbench) => void; onClose: () => void }): void;
}

/** The IPC channel of a process that was forked. */
export function processChannel(): Channel {
  return {
    send(message, onSent) {
      if (process.connected) process.send!(message, undefined, undefined, () => onSent?.());
      else onSent?.();
    },
    listen({ onMessage, onClose }) {
      process.on('message', (message) => onMessage(message as ToWorkbench));
      process.once('disconnect', onClose);
    },
  };
}

/** Runs sandboxed before the page: hands it two functions for frames and one for the link's state, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('sluice', {
  send(text: string) {
    ipcRenderer.send('frame', String(text));
  },
  onFrame(listener: (text: string) => void) {
    ipcRenderer.on('frame', (_event, text: string) => listener(text));
  },
  onOpen(listener: (open: boolean) => void) {
    ipcRenderer.on('open', (_event, open: boolean) => listener(open));
    // The page listens now: whatever connection an earlier page had is over.
    ipcRenderer.send('hello');
  },
});

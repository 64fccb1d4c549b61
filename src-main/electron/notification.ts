import { BrowserWindow, Notification } from 'electron';

/** Shows a notification of the desktop; a click brings the window to the front. */
export function notify(title: string, body: string): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  notification.on('click', () => {
    const [window] = BrowserWindow.getAllWindows();
    window?.show();
    window?.focus();
  });
  notification.show();
}

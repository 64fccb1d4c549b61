/**
 * What floats (menus, lists, popovers) is placed anew when the window changes its size, but the dock lays itself out a
 * frame later, and the button moves once more. Tells them again when it stands still; for the page's life.
 */
export function keepFloatsInPlace(): () => void {
  let frame = 0;
  const onResize = (event: Event): void => {
    if (!event.isTrusted) return; // our own
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => dispatchEvent(new Event('resize')));
    });
  };
  addEventListener('resize', onResize);
  return () => {
    cancelAnimationFrame(frame);
    removeEventListener('resize', onResize);
  };
}

/**
 * The workbench address carries a one-time code in its fragment. It is exchanged for an HttpOnly cookie and taken out
 * of the address bar, so that neither the history nor a copied address lets anybody else in.
 */
export async function openSession(): Promise<void> {
  const match = /^#code=([\w-]+)(?:&(\/.*))?$/.exec(location.hash);
  if (!match) return;
  history.replaceState(null, '', match[2] ? `#${match[2]}` : location.pathname);
  // A refusal needs no word here: without the cookie the link stays closed, and the status bar says so.
  await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: match[1],
  }).catch(() => {});
}

/** An address with a newer code, pasted into the open tab, changes the hash only: the page signs in anew. */
export function followSession(): void {
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#code=')) void openSession().then(() => location.reload());
  });
}

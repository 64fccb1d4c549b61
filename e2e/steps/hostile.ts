/** Names and payloads of somebody who means harm, and what to look for in a page that showed them. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Each makes an element of this name, were it taken for markup. */
const TRACE = 'sluice-trace';

/** Ways of getting markup and scripts to run, as collections of such tricks have them; each leaves a trace if it works. */
export const MARKUP = [
  `<${TRACE}>bold</${TRACE}>`,
  `<script>globalThis.hacked=1</script><${TRACE}>`,
  `<img src=x onerror="globalThis.hacked=1"><${TRACE}>`,
  `<svg onload=globalThis.hacked=1><${TRACE}>`,
  `"><${TRACE} onmouseover=globalThis.hacked=1>`,
  `'-globalThis.hacked=1-'<${TRACE}>`,
  `</title></style></textarea><${TRACE}>`,
  `<iframe srcdoc="<script>parent.hacked=1</script>"></iframe><${TRACE}>`,
  `<a href="javascript:globalThis.hacked=1">click</a><${TRACE}>`,
  `<style>body{display:none}</style><${TRACE}>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=globalThis.hacked=1><${TRACE}>`,
  `{{constructor.constructor('globalThis.hacked=1')()}}<${TRACE}>`,
  `\u003c${TRACE}\u003e&lt;${TRACE}&gt;`,
  `<!--><${TRACE}>-->`,
  `<x onclick=globalThis.hacked=1 style="position:fixed;inset:0">${TRACE}</x><${TRACE}>`,
] as const;

/** Before anything of the page: notes what its policy had to stop. */
export async function noteViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted: string[] = [];
    (globalThis as unknown as { violations: string[] }).violations = noted;
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      noted.push(`${violatedDirective} ${blockedURI}`),
    );
  });
}

/** Nothing of what was shown became part of the page, and nothing even tried. */
export async function expectInert(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(
    ({ trace }) => ({
      elements: document.querySelectorAll(
        `${trace}, iframe, math, x, [onerror], [onload], [onmouseover], [onclick]`,
      ).length,
      links: [...document.querySelectorAll('a[href], area[href]')]
        .map((link) => link.getAttribute('href')!)
        .filter((href) => /^\s*(javascript|data|vbscript):/i.test(href)),
      scripts: [...document.scripts].filter(({ src }) => src === '').length,
      hacked: 'hacked' in globalThis,
      violations: (globalThis as unknown as { violations: string[] }).violations,
      hidden: getComputedStyle(document.body).display === 'none',
    }),
    { trace: TRACE },
  );
  expect(found, where).toEqual({
    elements: 0,
    links: [],
    scripts: 0,
    hacked: false,
    violations: [],
    hidden: false,
  });
}

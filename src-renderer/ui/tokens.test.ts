import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function colorsOf(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1], match[2]]),
  );
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Contrast ratio as in WCAG 2.2, 1 to 21. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

const light = colorsOf(':root');
const dark = { ...light, ...colorsOf(":root[data-theme='dark']") };
const themes: Record<string, Record<string, string>> = {
  light,
  dark,
  'light, high contrast': { ...light, ...colorsOf(":root[data-contrast='more']") },
  'dark, high contrast': { ...dark, ...colorsOf(":root[data-theme='dark'][data-contrast='more']") },
};
const TEXTS = ['text', 'muted', 'faint', 'accent', 'ok', 'warn', 'bad'];
const GROUNDS = ['bg', 'panel', 'raised', 'select'];

test.each(Object.entries(themes))('%s: every text token stands on every ground', (name, tokens) => {
  const least = name.includes('high') ? 7 : 4.5;
  const weak: string[] = [];
  for (const text of TEXTS) {
    for (const ground of GROUNDS) {
      // High contrast promises 7:1 where text mostly stands; a selected row keeps 4.5.
      const needed = ground === 'select' ? 4.5 : least;
      const ratio = contrast(tokens[text]!, tokens[ground]!);
      if (ratio < needed) weak.push(`${text} on ${ground} ${ratio.toFixed(2)}`);
    }
  }
  expect(contrast(tokens['accent-fg']!, tokens.accent!)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(tokens.text!, tokens.found!)).toBeGreaterThanOrEqual(least);
  expect(weak).toEqual([]);
});

test.each(Object.entries(themes))(
  '%s: series are told from bg and panel at 4.5, and at 7 in high contrast, lines at their need',
  (name, tokens) => {
    const least = name.includes('high') ? 7 : 4.5;
    for (let index = 1; index <= 8; index += 1) {
      for (const ground of ['bg', 'panel']) {
        expect(
          contrast(tokens[`series-${index}`]!, tokens[ground]!),
          `series ${index} on ${ground}`,
        ).toBeGreaterThanOrEqual(least);
      }
    }
    if (!name.includes('high')) return;
    expect(contrast(tokens.line!, tokens.bg!)).toBeGreaterThanOrEqual(7);
    // A grid as strong as the lines of a chart hides them.
    expect(contrast(tokens.grid!, tokens.bg!)).toBeLessThan(3);
  },
);

test('no screen and no component owns a colour', () => {
  const owners = readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(css|tsx?)$/.test(entry.name) && !/tokens|\.test\./.test(entry.name),
    )
    .filter((entry) => {
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      return /#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?=[;'"\s])|\brgba?\(|\bhsla?\(/.test(text);
    })
    .map((entry) => entry.name);
  expect(owners).toEqual([]);
});

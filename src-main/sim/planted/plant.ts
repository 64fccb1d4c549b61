import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
/** One line of the product changed, in a copy of its source. */
export interface SourceChange {
  /** From src-main. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

const MAIN = new URL('../../', import.meta.url);

/** How often the text that a bug replaces occurs in the product; a refactoring may have moved it. */
export function occurrences({ file, find }: SourceChange): number {
  return readFileSync(new URL(file, MAIN), 'utf8').split(find).length - 1;
}

/**
 * Changes the source of one module on its way into this thread: nothing is written, and no other thread sees it. Must be
 * called before the module is loaded.
 */
export function plant(bug: SourceChange): void {
  const target = new URL(bug.file, MAIN).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== target) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
      return { ...loaded, source: source.replace(bug.find, () => bug.replace) };
    },
  });
}

/**
 * For the build: the table of messages has both languages beside each other, so that nobody forgets one; a page needs
 * one of them. What imports the table with `?en` or `?ko` gets it with the texts of that language alone.
 */
import { posix } from 'node:path';
import type { Plugin } from 'vite';

const LANGUAGES = ['en', 'ko'];
const TABLE = /\/i18n\/messages\/[^/?]+\.ts\?(en|ko)$/;

export function oneLanguage(): Plugin {
  return {
    name: 'sluice:one-language',
    // The files of a table go with it.
    resolveId: {
      order: 'pre',
      handler(source, importer) {
        const language = TABLE.exec(importer ?? '')?.[1];
        if (language === undefined || !source.startsWith('./')) return undefined;
        return `${posix.join(posix.dirname(importer!), source)}?${language}`;
      },
    },
    transform(code, id) {
      const language = TABLE.exec(id)?.[1];
      if (language === undefined) return undefined;
      const picked = LANGUAGES.indexOf(language);
      let result = '';
      let copiedTo = 0;
      for (const pair of pairsIn(this.parse(code), id)) {
        const text = pair.texts[picked]!;
        result += code.slice(copiedTo, pair.start) + code.slice(text.start, text.end);
        copiedTo = pair.end;
      }
      return { code: result + code.slice(copiedTo), map: null };
    },
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

type Program = ReturnType<ThisParameterType<Extract<Plugin['transform'], Function>>['parse']>;

/** Where the pairs of texts are in the table that a file exports, in their order. */
function pairsIn(program: Program, id: string): (Span & { texts: Span[] })[] {
  const pairs: (Span & { texts: Span[] })[] = [];
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration')
      continue;
    for (const { init } of statement.declaration.declarations) {
      if (init?.type !== 'ObjectExpression') continue;
      for (const property of init.properties) {
        if (property.type === 'SpreadElement') continue;
        const { value } = property;
        const texts = value.type === 'ArrayExpression' ? value.elements.filter((one) => one !== null) : [];
        if (texts.length !== LANGUAGES.length)
          throw new Error(`${id}: a message at ${property.start} has not one text for each language`);
        pairs.push({ start: value.start, end: value.end, texts });
      }
    }
  }
  return pairs;
}

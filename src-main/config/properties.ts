// The text format of java.util.Properties: server.properties and meta.properties.

/** A file that is not in the format. The only way to be so is a broken unicode escape. */
export class PropertiesError extends Error {}

/**
 * Reads properties as `java.util.Properties.load` does: `#` and `!` comments, `=`, `:` or blanks as separator,
 * lines continued after an odd number of backslashes, escapes. A repeated key takes its last value.
 * Throws PropertiesError, naming the line, for a `\u` without four hexadecimal digits.
 */
export function parseProperties(text: string): Record<string, string> {
  const result = new Map<string, string>();
  for (const { line, number } of logicalLines(text)) {
    const keyEnd = endOfKey(line);
    const separator = /^[ \t\f]*[=:]?[ \t\f]*/.exec(line.slice(keyEnd))![0];
    const key = unescape(line.slice(0, keyEnd), number);
    result.set(key, unescape(line.slice(keyEnd + separator.length), number));
  }
  return Object.fromEntries(result);
}

/**
 * Writes properties so that Java and `parseProperties` read the same back, in the order of the keys; ASCII
 * only, one `\n` after each line.
 *
 * @param comment lines put on top, each after `# `
 */
export function formatProperties(properties: Readonly<Record<string, string>>, comment = ''): string {
  const lines = comment === '' ? [] : comment.split(/\r\n|\r|\n/).map((line) => `# ${line}`.trimEnd());
  for (const [key, value] of Object.entries(properties)) {
    lines.push(`${escape(key, /[ \\=:#!]/)}=${escape(value, /\\/).replace(/^ /, '\\ ')}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function* logicalLines(text: string): Generator<{ line: string; number: number }> {
  let line = '';
  let firstNumber = 0;
  let number = 0;
  for (const natural of text.split(/\r\n|\r|\n/)) {
    number++;
    const body = natural.replace(/^[ \t\f]+/, '');
    // Only at the start of a logical line are blank lines and # nothing; inside a continuation they count.
    if (line === '') {
      if (body === '' || body[0] === '#' || body[0] === '!') continue;
      firstNumber = number;
    }
    if (endsWithOddBackslashes(body)) {
      line += body.slice(0, -1);
      continue;
    }
    yield { line: line + body, number: firstNumber };
    line = '';
  }
  // A last line that asks for more and gets none stands as it is.
  if (line !== '') yield { line, number: firstNumber };
}

function endsWithOddBackslashes(line: string): boolean {
  return (/\\*$/.exec(line)![0].length & 1) === 1;
}

function endOfKey(line: string): number {
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (/[=: \t\f]/.test(line[i]!)) return i;
  }
  return line.length;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescape(text: string, lineNumber: number): string {
  return text.replace(
    /\\(u([0-9a-fA-F]{4})?|[^])?/g,
    (_, escaped: string | undefined, hex: string | undefined) => {
      if (escaped === undefined) return '';
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (escaped === 'u')
        throw new PropertiesError(`Line ${lineNumber}: \\u needs four hexadecimal digits.`);
      return ESCAPES[escaped] ?? escaped;
    },
  );
}

function escape(text: string, special: RegExp): string {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const code = text.charCodeAt(i);
    const letter = Object.keys(ESCAPES).find((key) => ESCAPES[key] === char);
    if (letter) result += `\\${letter}`;
    else if (code < 0x20 || code > 0x7e) result += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
    else result += special.test(char) ? `\\${char}` : char;
  }
  return result;
}

/**
 * A JSON reader for showing, not for computing: numbers keep the digits they were sent with (2^53 and beyond, 1.0,
 * 1e400), member order and repeated keys stay as they are, and the input's size and depth are capped so that a hostile
 * record cannot freeze the window.
 */
export type JsonNode =
  | { kind: 'object'; members: { key: string; value: JsonNode }[] }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; raw: string }
  | { kind: 'literal'; value: 'true' | 'false' | 'null' };

export type JsonResult = { ok: true; node: JsonNode } | { ok: false; message: JsonFaultText; offset: number };

/** What is wrong with a text that is no JSON; `jsonFaultWords` has it in the language that is chosen. */
export type JsonFaultText =
  | 'text after the value'
  | 'ends too early'
  | 'not a JSON value'
  | 'not a JSON string'
  | `expected "${string}"`
  | `nested deeper than ${number}`;

/** More nesting than any real record has; the reader recurses, so the stack is what this protects. */
export const MAX_JSON_DEPTH = 200;

class JsonFault extends Error {
  readonly fault: JsonFaultText;
  readonly offset: number;
  constructor(fault: JsonFaultText, offset: number) {
    super(fault);
    this.fault = fault;
    this.offset = offset;
  }
}

/** Reads one JSON text (RFC 8259). A fault names the offset, in UTF-16 code units, where reading stopped. */
export function parseJson(text: string): JsonResult {
  const reader = new Reader(text);
  try {
    const node = reader.value(0);
    reader.space();
    if (reader.at < text.length) throw new JsonFault('text after the value', reader.at);
    return { ok: true, node };
  } catch (error) {
    if (error instanceof JsonFault) return { ok: false, message: error.fault, offset: error.offset };
    throw error;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// oxlint-disable-next-line no-control-regex -- RFC 8259 forbids them inside a string
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class Reader {
  at = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  space(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text[this.at]!)) this.at += 1;
  }

  value(depth: number): JsonNode {
    if (depth > MAX_JSON_DEPTH) throw new JsonFault(`nested deeper than ${MAX_JSON_DEPTH}`, this.at);
    this.space();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return { kind: 'string', value: this.string() };
      case 't':
        return this.literal('true');
      case 'f':
        return this.literal('false');
      case 'n':
        return this.literal('null');
      case undefined:
        throw new JsonFault('ends too early', this.at);
      default:
        return { kind: 'number', raw: this.match(NUMBER, 'not a JSON value') };
    }
  }

  private object(depth: number): JsonNode {
    const members: { key: string; value: JsonNode }[] = [];
    this.at += 1;
    if (this.accept('}')) return { kind: 'object', members };
    do {
      this.space();
      const key = this.string();
      this.expect(':');
      members.push({ key, value: this.value(depth + 1) });
    } while (this.accept(','));
    this.expect('}');
    return { kind: 'object', members };
  }

  private array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.at += 1;
    if (this.accept(']')) return { kind: 'array', items };
    do items.push(this.value(depth + 1));
    while (this.accept(','));
    this.expect(']');
    return { kind: 'array', items };
  }

  private string(): string {
    return JSON.parse(this.match(STRING, 'not a JSON string')) as string;
  }

  private literal(value: 'true' | 'false' | 'null'): JsonNode {
    if (!this.text.startsWith(value, this.at)) throw new JsonFault('not a JSON value', this.at);
    this.at += value.length;
    return { kind: 'literal', value };
  }

  private match(pattern: RegExp, otherwise: JsonFaultText): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) throw new JsonFault(otherwise, this.at);
    this.at += found[0].length;
    return found[0];
  }

  private accept(char: string): boolean {
    this.space();
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private expect(char: string): void {
    if (!this.accept(char)) throw new JsonFault(`expected "${char}"`, this.at);
  }
}

/** Writes a node back, indented by two blanks; numbers keep their digits. */
export function printJson(node: JsonNode, indent = ''): string {
  const inner = `${indent}  `;
  switch (node.kind) {
    case 'object': {
      if (node.members.length === 0) return '{}';
      const lines = node.members.map(
        ({ key, value }) => `${inner}${JSON.stringify(key)}: ${printJson(value, inner)}`,
      );
      return `{\n${lines.join(',\n')}\n${indent}}`;
    }
    case 'array': {
      if (node.items.length === 0) return '[]';
      return `[\n${node.items.map((item) => inner + printJson(item, inner)).join(',\n')}\n${indent}]`;
    }
    case 'string':
      return JSON.stringify(node.value);
    case 'number':
      return node.raw;
    case 'literal':
      return node.value;
  }
}

/** The text indented when it is JSON, unchanged otherwise. */
export function prettyJson(text: string): string {
  const result = parseJson(text);
  return result.ok ? printJson(result.node) : text;
}

/** The path of an object's member, below the path of the object: `a.b`, or `a["odd name"]` where a path cannot spell it. */
export function memberPath(path: string, key: string): string {
  if (!/^[^.[\]"\s]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

import type { Readable } from 'node:stream';

/** Keeps the last lines of a stream and tells about each as it comes. */
export class LineBuffer {
  readonly #lines: string[] = [];
  readonly #keepLines: number;
  readonly #listeners: ((line: string) => void)[] = [];
  #rest = '';

  constructor(stream: Readable, keepLines = 60) {
    this.#keepLines = keepLines;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop()!;
      for (const line of lines) this.#add(line);
    });
    stream.on('end', () => {
      if (this.#rest !== '') this.#add(this.#rest);
    });
  }

  onLine(listener: (line: string) => void): void {
    this.#listeners.push(listener);
  }

  tail(): string {
    return this.#lines.join('\n');
  }

  #add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > this.#keepLines) this.#lines.shift();
    for (const listener of this.#listeners) listener(line);
  }
}

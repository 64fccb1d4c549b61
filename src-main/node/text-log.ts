import type { Clock, TextLog } from '../env/index.ts';

/** Lines for node.log: time, level, message; the stack of an error follows. */
export function lineLog(clock: Clock, write: (line: string) => void): TextLog {
  const line = (level: string, message: string) =>
    write(`${new Date(clock.wallMs()).toISOString()} ${level} ${message}\n`);
  return {
    info: (message) => line('INFO ', message),
    warn: (message) => line('WARN ', message),
    error: (message, error) => {
      line('ERROR', message);
      if (error instanceof Error) write(`${error.stack ?? String(error)}\n`);
    },
  };
}

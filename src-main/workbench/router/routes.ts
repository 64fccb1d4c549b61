import type { ProcedureName, Procedures, StreamName, Streams } from '../../contract/index.ts';
import type { Schema } from './parse.ts';
import type { Outlet } from './outlet.ts';

/** One answer. `signal` is aborted when the screen gives up or goes away. */
export interface Procedure<N extends ProcedureName> {
  readonly kind: 'procedure';
  readonly input: Schema<Procedures[N]['input']>;
  run(input: Procedures[N]['input'], signal: AbortSignal): Promise<Procedures[N]['output']>;
}

/** Many events; the stream ends when `run` resolves. It must do so soon after the outlet's signal is aborted. */
export interface Stream<N extends StreamName> {
  readonly kind: 'stream';
  readonly input: Schema<Streams[N]['input']>;
  run(input: Streams[N]['input'], outlet: Outlet<Streams[N]['event']>): Promise<void>;
}

export type Route<N extends ProcedureName | StreamName> = N extends ProcedureName
  ? Procedure<N>
  : N extends StreamName
    ? Stream<N>
    : never;

/** Everything the contract has. */
export type Routes = { [N in ProcedureName | StreamName]: Route<N> };

export function procedure<N extends ProcedureName>(
  input: Schema<Procedures[N]['input']>,
  run: Procedure<N>['run'],
): Procedure<N> {
  return { kind: 'procedure', input, run };
}

export function stream<N extends StreamName>(
  input: Schema<Streams[N]['input']>,
  run: Stream<N>['run'],
): Stream<N> {
  return { kind: 'stream', input, run };
}

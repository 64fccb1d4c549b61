/** The part of better-sqlite3 that the store uses; the package brings no types. */
declare module 'better-sqlite3' {
  interface Statement<P extends unknown[] = unknown[], R = unknown> {
    run(...parameters: P): { changes: number; lastInsertRowid: number | bigint };
    get(...parameters: P): R | undefined;
    all(...parameters: P): R[];
  }
  interface Database {
    prepare<P extends unknown[] = unknown[], R = unknown>(sql: string): Statement<P, R>;
    exec(sql: string): this;
    pragma(source: string, options?: { simple?: boolean }): unknown;
    transaction<A extends unknown[], R>(action: (...parameters: A) => R): (...parameters: A) => R;
    close(): this;
    readonly open: boolean;
  }
  interface Options {
    readonly?: boolean;
    timeout?: number;
  }
  const Database: new (pathOrContent: string | Buffer, options?: Options) => Database;
  export type { Database, Statement };
  export default Database;
}

/** The command line of both hosts (`npm start -- …`). A repeated flag: the last wins, but for `--set`. */
import { parseSetProperty, type SetProperty } from './set-properties.ts';

export interface Flags {
  /** Null: what DIR says, else 3. */
  readonly nodes: number | null;
  /** Log dirs of each node. Null: what DIR says, else 1. */
  readonly logDirs: number | null;
  /** Kafka port of node 1. Null: what DIR says, else 9092; 0: the system chooses. */
  readonly port: number | null;
  readonly listen: ExtraListener | null;
  /** Whose defaults settings have. Null: what DIR says, else ours for a local cluster. */
  readonly defaults: Defaults | null;
  /** Whether a node that died by itself is started again. Null: what DIR says, else yes. */
  readonly restart: boolean | null;
  /** Kept for the cluster's next starts, too. */
  readonly set: readonly SetProperty[];
  /** 0: the system chooses. */
  readonly workbenchPort: number;
  readonly data: string | null;
  readonly ephemeral: boolean;
  readonly headless: boolean;
  readonly openBrowser: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** `local`: what a developer wants on one machine (`localDefaultTable`); `kafka`: Apache Kafka's own. */
export type Defaults = 'local' | 'kafka';

/** `--listen NAME=HOST:PORT[,advertise=HOST:PORT]`: node i takes both ports plus i - 1. */
export interface ExtraListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly advertised: { readonly host: string; readonly port: number };
}

/** The command line is wrong: exit code 2. The message says which flag and what it takes. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

export const USAGE = `Usage: npm start -- [flags]
  --nodes N            broker + controller nodes (default 3)
  --log-dirs N         log dirs of each node, kept for later starts: there may be more, never fewer (default 1)
  --port P             Kafka port of node 1, node i takes P+i-1 (default 9092; 0: the system chooses)
  --listen NAME=HOST:PORT[,advertise=HOST:PORT]
                       one more listener for every node
  --defaults local|kafka
                       settings as a local cluster wants them (default), or Apache Kafka's own
  --restart on|off     whether a node that died by itself is started again (default on)
  --set [NODE:]KEY=VALUE
                       a setting of server.properties for all nodes or one, kept for later starts; no value: unset;
                       may be repeated
  --workbench-port W   port of the workbench (default: a free one)
  --data DIR           where the cluster lives
  --ephemeral          a temporary DIR, deleted at stop
  --headless           no window: the workbench is served to a browser
  --no-open            do not open a browser
  --json               one line of JSON on stdout when ready, everything else on stderr`;

/** Throws FlagError. Values may follow as the next argument or after `=`. */
export function parseFlags(args: readonly string[]): Flags {
  const values = new Map<string, string>();
  const switches = new Set<string>();
  const set: SetProperty[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1;
    const name = equals === -1 ? arg : arg.slice(0, equals);
    if (VALUE_FLAGS.has(name)) {
      const value = equals === -1 ? args[++i] : arg.slice(equals + 1);
      if (value === undefined || value === '') throw new FlagError(`${name} needs a value`);
      if (name === '--set') set.push(parseSet(value));
      else values.set(name, value);
    } else if (SWITCHES.has(name) && equals === -1) {
      switches.add(name);
    } else {
      throw new FlagError(`unknown flag ${arg}\n${USAGE}`);
    }
  }
  if (values.has('--data') && switches.has('--ephemeral')) {
    throw new FlagError('--data and --ephemeral exclude each other: one keeps the cluster, one deletes it');
  }
  const listen = values.get('--listen');
  const restart = oneOf(values, '--restart', ['on', 'off']);
  return {
    nodes: whole(values, '--nodes', 1, 9),
    logDirs: whole(values, '--log-dirs', 1, 9),
    port: whole(values, '--port', 0, 65_535),
    listen: listen === undefined ? null : parseListener(listen),
    defaults: oneOf(values, '--defaults', ['local', 'kafka']),
    restart: restart === null ? null : restart === 'on',
    set,
    workbenchPort: whole(values, '--workbench-port', 0, 65_535) ?? 0,
    data: values.get('--data') ?? null,
    ephemeral: switches.has('--ephemeral'),
    headless: switches.has('--headless'),
    openBrowser: !switches.has('--no-open'),
    json: switches.has('--json'),
    help: switches.has('--help'),
  };
}

const VALUE_FLAGS = new Set([
  '--nodes',
  '--log-dirs',
  '--port',
  '--listen',
  '--defaults',
  '--restart',
  '--set',
  '--workbench-port',
  '--data',
]);
const SWITCHES = new Set(['--ephemeral', '--headless', '--no-open', '--json', '--help']);

function parseSet(text: string): SetProperty {
  const parsed = parseSetProperty(text);
  if (typeof parsed === 'string') throw new FlagError(`--set ${parsed}`);
  return parsed;
}

function whole(values: ReadonlyMap<string, string>, flag: string, min: number, max: number): number | null {
  const text = values.get(flag);
  if (text === undefined) return null;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new FlagError(`${flag} takes a whole number from ${min} to ${max}, not ${text}`);
  }
  return value;
}

function oneOf<Word extends string>(
  values: ReadonlyMap<string, string>,
  flag: string,
  words: readonly Word[],
): Word | null {
  const text = values.get(flag);
  if (text === undefined) return null;
  const word = words.find((known) => known === text);
  if (word === undefined) throw new FlagError(`${flag} takes ${words.join(' or ')}, not ${text}`);
  return word;
}

const LISTEN_FORM = 'NAME=HOST:PORT[,advertise=HOST:PORT]';
/** The listeners that every node has anyway. */
const TAKEN_NAMES = new Set(['PLAINTEXT', 'CONTROLLER']);

function parseListener(text: string): ExtraListener {
  const match = /^([A-Z][A-Z0-9_]*)=([^,]+)(?:,advertise=([^,]+))?$/.exec(text);
  if (match === null) throw new FlagError(`--listen takes ${LISTEN_FORM}, not ${text}`);
  const [, name, bind, advertise] = match;
  if (TAKEN_NAMES.has(name)) throw new FlagError(`--listen: every node already has a listener ${name}`);
  const bound = parseEndpoint(bind);
  const advertised = advertise === undefined ? bound : parseEndpoint(advertise);
  if (advertise === undefined && (bound.host === '0.0.0.0' || bound.host === '::')) {
    throw new FlagError(`--listen: clients cannot connect to ${bound.host}; add ,advertise=HOST:PORT`);
  }
  return { name, ...bound, advertised };
}

function parseEndpoint(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65_535) {
    throw new FlagError(`--listen takes ${LISTEN_FORM}; ${text} is no HOST:PORT`);
  }
  return { host: match[1] ?? match[2], port };
}

/** Whether only this machine can reach a listener on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

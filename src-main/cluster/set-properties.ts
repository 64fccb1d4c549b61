/** Broker settings that a person gives the nodes of a cluster: `--set [NODE:]KEY=VALUE`, and the settings screen. */
import type { Properties } from '../config/index.ts';

export interface SetProperty {
  /** Null: all nodes. */
  readonly node: number | null;
  /** A key of server.properties, or one of our own (`sluice.…`). */
  readonly name: string;
  /** Null: whatever holds without it. */
  readonly value: string | null;
}

/** A property that is in force. */
export interface KeptProperty extends SetProperty {
  readonly value: string;
}

/** What Sluice decides itself, since ports, folders and voters of all nodes depend on it. */
const OURS: ReadonlySet<string> = new Set([
  'advertised.listeners',
  'broker.id',
  'controller.listener.names',
  'controller.quorum.bootstrap.servers',
  'controller.quorum.voters',
  'inter.broker.listener.name',
  'listener.security.protocol.map',
  'listeners',
  'log.dir',
  'log.dirs',
  'metadata.log.dir',
  'node.id',
  'process.roles',
  'security.inter.broker.protocol',
]);

/** What a server.properties says beside that, as set for its node. */
export function settableProperties(node: number, properties: Properties): KeptProperty[] {
  return Object.entries(properties).flatMap(([name, value]) =>
    OURS.has(name) || value === '' ? [] : { node, name, value },
  );
}

/** @returns a sentence where the text is not `[NODE:]KEY=VALUE` or names a key that cannot be set */
export function parseSetProperty(text: string): SetProperty | string {
  const match = /^(?:([1-9]):)?([a-z][a-z0-9._-]*)=(.*)$/s.exec(text);
  if (match === null) return `takes [NODE:]KEY=VALUE, not ${text}`;
  const [, node, name, value] = match;
  if (OURS.has(name)) return `${name} is decided by Sluice, and cannot be set`;
  return { node: node === undefined ? null : Number(node), name, value: value === '' ? null : value };
}

/** What is kept, with the changes made to it. A later word on the same key of the same node wins. */
export function changedProperties(
  kept: readonly KeptProperty[],
  changes: readonly SetProperty[],
): KeptProperty[] {
  const byKey = new Map<string, SetProperty>();
  for (const each of [...kept, ...changes]) byKey.set(`${each.node ?? ''}:${each.name}`, each);
  return [...byKey.values()].filter((each): each is KeptProperty => each.value !== null);
}

/** For one node: its own before those of all. */
export function propertiesOf(node: number, kept: readonly KeptProperty[]): Properties {
  const ofAll = kept.filter((each) => each.node === null);
  const own = kept.filter((each) => each.node === node);
  return Object.fromEntries([...ofAll, ...own].map(({ name, value }) => [name, value]));
}

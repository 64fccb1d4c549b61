import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AlterOperation, alterConfigs, brokerLayers, configDef, configTable, parseValue } from './index.ts';
import type { ConfigKind } from './index.ts';

/** What Apache Kafka itself answered, asked once; lines without its remarks. */
function answersOf(file: string): string[] {
  const text = readFileSync(join(import.meta.dirname, 'testdata', file), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('every number of every key is taken or refused as Kafka takes or refuses it', () => {
  const [first, ...lines] = answersOf('kafka-takes.txt');
  const numbers = first!.split(' ').slice(1);
  const wrong: string[] = [];
  const asked = new Set<string>();
  for (const line of lines) {
    const [kind, name, ...stretches] = line.split(' ') as [ConfigKind, string, ...string[]];
    const def = configDef(kind, name)!;
    asked.add(`${kind} ${name}`);
    const taken = new Set(
      stretches.flatMap((stretch) => {
        const [from, to = from] = stretch.split('..');
        return numbers.slice(numbers.indexOf(from!), numbers.indexOf(to!) + 1);
      }),
    );
    for (const number of numbers) {
      if (number.includes('.') && def.type !== 'double') continue;
      if (parseValue(def, number).ok !== taken.has(number)) wrong.push(`${kind} ${name}=${number}`);
    }
  }
  expect(wrong).toEqual([]);
  // The three that Kafka has as dynamic only are in the other table.
  const kinds: ConfigKind[] = ['topic', 'broker', 'group', 'client-metrics'];
  const unasked = kinds.flatMap((kind) =>
    [...configTable(kind).values()]
      .filter(({ type, dynamicOnly }) => ['int', 'long', 'short', 'double'].includes(type) && !dynamicOnly)
      .map(({ name }) => `${kind} ${name}`)
      .filter((key) => !asked.has(key)),
  );
  expect(unasked).toEqual([]);
});

/** Keys that hold the name of a Java class. */
const CLASSES = ['metric.reporters', 'principal.builder.class', 'ssl.engine.factory.class'];

test('every value of every dynamic broker key is taken or refused as a running Kafka takes or refuses it', () => {
  const broker = brokerLayers({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': '1@127.0.0.1:29593',
    listeners: 'PLAINTEXT://127.0.0.1:29592,CONTROLLER://127.0.0.1:29593',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': '/data',
    'offsets.topic.replication.factor': '1',
  });
  const [numbers, texts, ...lines] = answersOf('kafka-takes-at-run-time.txt');
  const values: Record<string, string[]> = Object.fromEntries(
    [numbers, texts].map((line) => {
      const [kind, json] = /^(\w+) (.*)$/.exec(line!)!.slice(1) as [string, string];
      return [kind, JSON.parse(json)];
    }),
  );
  const wrong: string[] = [];
  const asked = new Set<string>();
  for (const line of lines) {
    const [kind, level, name, answer] = /^(\w+) (\w+) (\S+) (.*)$/.exec(line)!.slice(1) as [
      string,
      string,
      string,
      string,
    ];
    asked.add(name);
    const taken = new Set<string>(answer === 'everything' ? values[kind] : JSON.parse(answer));
    for (const value of values[kind]!) {
      const change = [{ name, operation: AlterOperation.SET, value }];
      const resource = { kind: 'broker', name: level === 'one' ? '1' : '' } as const;
      // First the broker looks, then the controller.
      const ours =
        alterConfigs(resource, {}, change, { broker, ofBroker: true }).ok &&
        alterConfigs(resource, {}, change, { broker, elrEnabled: true }).ok;
      if (ours !== taken.has(value)) wrong.push(`${level} ${name}=${value}`);
    }
  }
  expect(wrong).toEqual([]);
  const dynamic = [...configTable('broker').values()].filter(({ update }) => update !== 'read-only');
  expect(
    dynamic.map(({ name }) => name).filter((name) => !asked.has(name) && !CLASSES.includes(name)),
  ).toEqual([]);
});

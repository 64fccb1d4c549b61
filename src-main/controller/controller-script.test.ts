import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seededRandom, uuidFromBytes } from '../base/index.ts';
import {
  decodeMetadataRecord,
  emptyImage,
  encodeMetadataRecord,
  featureRecords,
  MetadataBuilder,
  type MetadataRecordInput,
  recordVersionAt,
} from '../metadata/index.ts';
import * as protocol from '../protocol/index.ts';
import { activationRecords, Controller, FORMAT_FEATURES, SUPPORTED_FEATURES } from './index.ts';

/**
 * Scripts: `broker 1 rack` registers and unfences a broker; `restart 1 clean` (or `unclean`) registers and unfences its
 * next process; `<Api> <json>` sends a request (what is left out has its default); `alive 1 2`: these give signs of
 * life from now on; `advance <ms>` moves time, fences who is silent and does what is due; `isr t 2 3`: the leader of
 * t-0 asks for that ISR; `show t` prints the partitions of a topic; `# …` is copied. After `----`: records and answers.
 */
const folder = new URL('testdata/', import.meta.url);
const HEARTBEAT_MS = 2000;
const CLUSTER_ID = 'AAAAAAAAAAAAAAAAAAABAA';

for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
  test(name, () => {
    const [script, expected = ''] = readFileSync(new URL(name, folder), 'utf8').split('----\n');
    const output = new Player().play(script);
    if (process.env.UPDATE === '1') writeFileSync(new URL(name, folder), `${script}----\n${output}`);
    else expect(output).toBe(expected);
  });
}

function idOf(number: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(1000 + number, 4);
  return uuidFromBytes(bytes);
}

class Player {
  #nowMs = 0;
  #nextOffset = 0;
  #uuids = 0;
  /** As a standby sees it. */
  readonly #metadata = new MetadataBuilder(emptyImage());
  #alive: readonly number[] = [];
  readonly #epochs = new Map<number, number>();
  readonly #output: string[] = [];
  readonly #controller = new Controller(
    emptyImage(),
    {
      clusterId: CLUSTER_ID,
      nodeId: 0,
      properties: {},
      kraftVersion: 1,
      brokerSessionTimeoutMs: 9000,
      random: seededRandom(1),
      newUuid: () => idOf(100 + ++this.#uuids),
    },
    0,
  );

  play(script: string): string {
    const bootstrap = [...featureRecords(FORMAT_FEATURES)];
    this.#append(activationRecords({ isEmpty: true, inTransaction: false, bootstrap, minInsyncReplicas: 1 }));
    for (const line of script.split('\n')) {
      if (line === '') continue;
      this.#output.push(line.startsWith('#') ? line : `> ${line}`);
      const space = line.indexOf(' ');
      const verb = line.slice(0, space);
      const rest = line.slice(space + 1);
      if (line.startsWith('#')) continue;
      if (verb === 'broker') this.#broker(rest);
      else if (verb === 'restart') this.#restart(rest);
      else if (verb === 'alive') this.#alive = rest.split(' ').map(Number);
      else if (verb === 'isr') this.#isr(rest);
      else if (verb === 'show') this.#showTopic(rest);
      else if (verb === 'advance') this.#advance(Number(rest));
      else this.#request(verb, JSON.parse(this.#withEpochs(rest)));
    }
    return `${this.#output.join('\n')}\n`;
  }

  /** `"epoch of 1"` stands for a broker's present epoch, `"id of t"` for a topic's id. */
  #withEpochs(text: string): string {
    return text
      .replaceAll(/"epoch of (\d+)"/g, (_, id) => String(this.#epochs.get(Number(id)) ?? -1))
      .replaceAll(/"id of (\w+)"/g, (_, name) => JSON.stringify(this.#metadata.topicsByName.get(name)!.id));
  }

  #restart(rest: string): void {
    const [id, how] = rest.split(' ');
    this.#broker(id, how === 'clean' ? this.#epochs.get(Number(id)) : -1);
  }

  #isr(rest: string): void {
    const [name, ...ids] = rest.split(' ');
    const { id: topicId, partitions } = this.#metadata.topicsByName.get(name)!;
    const [{ leader, leaderEpoch, partitionEpoch }] = partitions;
    const newIsrWithEpochs = ids.map(Number).map((brokerId) => ({
      brokerId,
      brokerEpoch: this.#epochs.get(brokerId),
    }));
    const asked = { partitionIndex: 0, leaderEpoch, newIsr: [], newIsrWithEpochs, leaderRecoveryState: 0 };
    this.#request('AlterPartition', {
      brokerId: leader,
      topics: [{ topicId, partitions: [{ ...asked, partitionEpoch }] }],
    });
  }

  #showTopic(name: string): void {
    for (const partition of this.#metadata.topicsByName.get(name)!.partitions) {
      const { leader, leaderEpoch, partitionEpoch, leaderRecoveryState } = partition;
      const lists = [
        ['replicas', partition.replicas],
        ['adding', partition.addingReplicas],
        ['removing', partition.removingReplicas],
        ['isr', partition.isr],
        ['elr', partition.elr],
        ['last leader', partition.lastKnownElr],
      ] as const;
      const parts = lists
        .filter(([title, ids]) => ids.length > 0 || title === 'isr')
        .map(([title, ids]) => `${title} [${ids.join(' ')}]`);
      const recovering = leaderRecoveryState === 1 ? ' recovering' : '';
      const who = leader < 0 ? 'nobody leads' : `${leader} leads${recovering}`;
      this.#output.push(
        `  ${name}-${partition.partition} epochs ${leaderEpoch}/${partitionEpoch}, ${who}, ${parts.join(', ')}`,
      );
    }
  }

  #broker(rest: string, previousBrokerEpoch = -1): void {
    const [id, rack] = rest.split(' ');
    const brokerId = Number(id);
    const body = {
      brokerId,
      incarnationId: idOf(++this.#uuids + 500),
      rack: rack ?? null,
      logDirs: [idOf(brokerId)],
      previousBrokerEpoch,
    };
    this.#quietly(() => this.#request('BrokerRegistration', body));
    this.#quietly(() =>
      this.#request('BrokerHeartbeat', { brokerId, currentMetadataOffset: this.#nextOffset }),
    );
  }

  #quietly(action: () => void): void {
    const before = this.#output.length;
    action();
    const said = this.#output
      .splice(before)
      .filter((line) => line.startsWith('  =') || line.includes('Partition'));
    this.#output.push(...said);
  }

  #advance(ms: number): void {
    for (let left = ms; left > 0; left -= HEARTBEAT_MS) this.#step(Math.min(left, HEARTBEAT_MS));
  }

  #step(ms: number): void {
    this.#nowMs += ms;
    for (const brokerId of this.#alive) {
      const before = this.#output.length;
      this.#request('BrokerHeartbeat', { brokerId });
      this.#output.splice(before);
    }
    while (this.#controller.wakeAtMs <= this.#nowMs) {
      const { records } = this.#controller.expire(this.#nowMs);
      this.#show(records);
      this.#append(records);
    }
  }

  #request(name: string, given: Record<string, unknown>): void {
    const api = (protocol as unknown as Record<string, protocol.Api>)[name];
    const body = { ...DEFAULTS[name], ...given };
    if ('brokerId' in body && !('brokerEpoch' in body))
      body.brokerEpoch = this.#epochs.get(Number(body.brokerId)) ?? -1;
    const context = { nowMs: this.#nowMs, nextOffset: this.#nextOffset };
    const { records, response } = this.#controller.command(api, body as never, context);
    this.#show(records);
    this.#output.push(`  = ${JSON.stringify(withoutEcho(response))}`);
    this.#append(records);
  }

  #show(records: readonly MetadataRecordInput[]): void {
    for (const { type, ...fields } of records)
      this.#output.push(`  ${type.replace(/Record$/, '')} ${JSON.stringify(fields)}`);
  }

  #append(records: readonly MetadataRecordInput[]): void {
    for (const record of records) {
      const decoded = decodeMetadataRecord(encodeMetadataRecord(record, recordVersionAt(30, record.type)));
      this.#controller.replay(decoded);
      this.#metadata.apply(decoded);
      if (decoded.type === 'RegisterBrokerRecord') this.#epochs.set(decoded.brokerId, decoded.brokerEpoch);
    }
    this.#nextOffset += records.length;
  }
}

/** The settings that CreateTopics tells back would fill the page; their number stands for them. */
function withoutEcho(response: unknown): unknown {
  return JSON.parse(
    JSON.stringify(response, (key, value) =>
      key === 'configs' && Array.isArray(value) ? value.length : value,
    ),
  );
}

const DEFAULTS: Record<string, Record<string, unknown>> = {
  CreateTopics: { timeoutMs: 1000, validateOnly: false },
  DeleteTopics: { topics: [], topicNames: [], timeoutMs: 1000 },
  CreatePartitions: { timeoutMs: 1000, validateOnly: false },
  IncrementalAlterConfigs: { validateOnly: false },
  AlterConfigs: { validateOnly: false },
  ElectLeaders: { timeoutMs: 1000, electionType: 0 },
  UpdateFeatures: { timeoutMs: 1000, validateOnly: false },
  AlterPartitionReassignments: { timeoutMs: 1000, allowReplicationFactorChange: true },
  ListPartitionReassignments: { timeoutMs: 1000, topics: null },
  BrokerHeartbeat: {
    currentMetadataOffset: Number.MAX_SAFE_INTEGER,
    wantFence: false,
    wantShutDown: false,
    offlineLogDirs: [],
    cordonedLogDirs: null,
  },
  BrokerRegistration: {
    clusterId: CLUSTER_ID,
    listeners: [{ name: 'PLAINTEXT', host: 'localhost', port: 9092, securityProtocol: 0 }],
    features: [...SUPPORTED_FEATURES].map(([name, { min, max }]) => ({
      name,
      minSupportedVersion: min,
      maxSupportedVersion: max,
    })),
    rack: null,
    isMigratingZkBroker: false,
    previousBrokerEpoch: -1,
  },
};

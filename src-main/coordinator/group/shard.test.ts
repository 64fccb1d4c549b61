/** Stories about groups: commands in, what members see out. UPDATE=1 rewrites the expectations. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { expect, test } from 'vitest';
import { ZERO_UUID } from '../../base/index.ts';
import { errorName } from '../../protocol/index.ts';
import { GroupShard } from './shard.ts';
import type {
  GroupEffects,
  GroupConfig,
  GroupRecord,
  JoinAnswer,
  PendingAssignment,
  SyncAnswer,
} from './types.ts';

const CONFIG: GroupConfig = {
  minSessionTimeoutMs: 1_000,
  maxSessionTimeoutMs: 60_000,
  initialRebalanceDelayMs: 0,
  maxGroupSize: 3,
  offsetMetadataMaxBytes: 4096,
  offsetsRetentionMs: 1_000_000,
  offsetsRetentionCheckIntervalMs: 100_000,
};

/** Runs one story's commands against a shard and writes down what comes back. */
class Story {
  readonly #config: GroupConfig;
  #shard: GroupShard;
  #nowMs = 0;
  #ids = 0;
  readonly #log: GroupRecord[] = [];
  #pending: PendingAssignment[] = [];
  readonly #tokens: string[] = [];
  #lines: string[] = [];

  constructor(config: Partial<GroupConfig>) {
    this.#config = { ...CONFIG, ...config };
    this.#shard = new GroupShard(this.#config);
  }

  get #now() {
    return { ms: this.#nowMs, wallMs: 1_000_000_000 + this.#nowMs };
  }

  run(command: string): string[] {
    this.#lines = [];
    const [verb, ...words] = command.split(/\s+/);
    const options = new Map(
      words.filter((word) => word.includes('=')).map((word) => word.split('=', 2) as [string, string]),
    );
    const names = words.filter((word) => !word.includes('='));
    this.#do(verb, names, options);
    return this.#lines;
  }

  #do(verb: string, names: string[], options: Map<string, string>): void {
    const groupId = options.get('group') ?? 'g';
    const identity = {
      memberId: names.at(-1) === '-' ? '' : (names.at(-1) ?? ''),
      instanceId: options.get('instance') ?? null,
    };
    const generation = Number(options.get('gen') ?? -1);
    switch (verb) {
      case 'join': {
        const version = Number(options.get('version') ?? 3);
        const token = this.#tokens.push(names[0]) - 1;
        const { effects, answer } = this.#shard.join(
          {
            groupId,
            ...identity,
            protocolType: options.get('type') ?? 'consumer',
            protocols: (options.get('protocols') ?? 'range:x').split(',').map((text) => {
              const [name, metadata = ''] = text.split(':');
              return { name, metadata: Buffer.from(metadata) };
            }),
            sessionTimeoutMs: Number(options.get('session') ?? 10) * 1000,
            rebalanceTimeoutMs: Number(options.get('rebalance') ?? 30) * 1000,
            clientId: names[0],
            clientHost: '/127.0.0.1',
            requiresKnownMemberId: version >= 4,
            supportsSkippingAssignment: version >= 9,
          },
          token,
          `${options.get('instance') ?? names[0]}-${++this.#ids}`,
          this.#now,
        );
        this.#apply(effects);
        if (answer !== undefined) this.#say(names[0], answer);
        return;
      }
      case 'sync': {
        const assignments = [...options]
          .filter(([key]) => key.includes('-'))
          .map(([memberId, text]) => ({ memberId, assignment: Buffer.from(text) }));
        const token = this.#tokens.push(names[0]) - 1;
        const { effects, answer } = this.#shard.sync(
          {
            groupId,
            ...identity,
            generationId: generation,
            protocolType: null,
            protocolName: options.get('protocol') ?? null,
            assignments,
          },
          token,
          this.#now,
        );
        this.#apply(effects);
        if (answer !== undefined) this.#say(names[0], answer);
        return;
      }
      case 'stored':
      case 'store-fails': {
        const pending = this.#pending;
        this.#pending = [];
        for (const assignment of pending)
          this.#apply(this.#shard.stored(assignment, verb === 'stored' ? 0 : 15, this.#now));
        return;
      }
      case 'heartbeat': {
        const { effects, answer } = this.#shard.heartbeat(groupId, generation, identity, this.#now);
        this.#apply(effects);
        this.#lines.push(errorName(answer!));
        return;
      }
      case 'leave': {
        const { effects, answer } = this.#shard.leave(groupId, [identity], this.#now);
        this.#lines.push(...answer!.map(errorName));
        this.#apply(effects);
        return;
      }
      case 'commit': {
        const commits = [...options]
          .filter(([key]) => key.includes('/'))
          .map(([key, offset]) => ({
            topic: key.split('/')[0],
            partition: Number(key.split('/')[1]),
            offset: {
              offset: Number(offset),
              leaderEpoch: -1,
              metadata: '',
              commitTimestampMs: this.#now.wallMs,
              expireTimestampMs: -1,
              topicId: ZERO_UUID,
            },
          }));
        const { effects, answer } = this.#shard.commit(groupId, generation, identity, commits, this.#now);
        this.#lines.push(errorName(answer!));
        this.#apply(effects);
        return;
      }
      case 'delete': {
        const { effects, answer } = this.#shard.delete(groupId, this.#now);
        this.#lines.push(errorName(answer!));
        this.#apply(effects);
        return;
      }
      case 'delete-offset': {
        const [topic, partition] = names[0].split('/');
        const { effects, answer } = this.#shard.deleteOffsets(
          groupId,
          [{ name: topic, partitions: [Number(partition)] }],
          this.#now,
        );
        this.#lines.push([answer!.errorCode, ...answer!.topics].map(errorName).join(' '));
        this.#apply(effects);
        return;
      }
      case 'wait': {
        const untilMs = this.#nowMs + Number(names[0]) * 1000;
        while (this.#shard.wakeAtMs <= untilMs) {
          this.#nowMs = Math.max(this.#nowMs, this.#shard.wakeAtMs);
          this.#apply(this.#shard.wake(this.#now));
        }
        this.#nowMs = untilMs;
        return;
      }
      case 'move': {
        // Another broker becomes the coordinator: it has the log and nothing else.
        this.#shard = new GroupShard(this.#config);
        for (const record of this.#log) this.#shard.restore(record, this.#now);
        this.#shard.loaded(this.#now);
        return;
      }
      case 'show': {
        const group = this.#shard.group(groupId);
        if (group === undefined) return void this.#lines.push('no such group');
        const members = [...group.members.values()].map(
          (member) =>
            `${member.memberId}${member.memberId === group.leader ? '*' : ''}=${member.assignment.toString()}`,
        );
        const offsets = [...group.offsets].map(([key, { offset }]) => `${key}=${offset}`);
        this.#lines.push(
          [group.state, `generation ${group.generation}`, group.protocol ?? '-', ...members, ...offsets].join(
            ' · ',
          ),
        );
        return;
      }
      default:
        throw new Error(`no such command: ${verb}`);
    }
  }

  #apply(effects: GroupEffects): void {
    for (const record of effects.records) {
      this.#log.push(record);
      this.#shard.replay(record, this.#now);
    }
    for (const fact of effects.facts) {
      if (fact.kind === 'group-state') this.#lines.push(`  (${fact.from} → ${fact.to}: ${fact.reason})`);
    }
    for (const { token, body } of effects.answers)
      this.#say(this.#tokens[token], body as JoinAnswer | SyncAnswer);
    this.#pending.push(...effects.followUps);
  }

  #say(who: string, answer: JoinAnswer | SyncAnswer): void {
    if ('assignment' in answer) {
      this.#lines.push(
        `${who}: sync ${errorName(answer.errorCode)} ${answer.assignment.toString()}`.trimEnd(),
      );
      return;
    }
    const parts = [`${who}: join ${errorName(answer.errorCode)}`];
    if (answer.memberId !== '') parts.push(answer.memberId);
    if (answer.errorCode === 0) {
      parts.push(`generation ${answer.generationId} ${answer.protocolName} leader ${answer.leader}`);
      if (answer.members.length > 0)
        parts.push(
          `of ${answer.members.map(({ memberId, metadata }) => `${memberId}(${Buffer.from(metadata).toString()})`).join(' ')}`,
        );
      if (answer.skipAssignment) parts.push('skip assignment');
    }
    this.#lines.push(parts.join(' '));
  }
}

/** `> command` lines are run; what follows each is what came back. `# text` is a comment, `! key=value` configures. */
function retell(text: string): string {
  const config: Record<string, number> = {};
  let story: Story | undefined;
  const out: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('!')) {
      const [key, value] = line.slice(1).trim().split('=');
      config[key] = Number(value);
      out.push(line);
    } else if (line.startsWith('>')) {
      story ??= new Story(config);
      out.push(line, ...story.run(line.slice(1).trim()));
    } else if (line.startsWith('#') || line === '') out.push(line);
  }
  return out.join('\n');
}

const folder = joinPath(import.meta.dirname, '../testdata');
test.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const path = joinPath(folder, name);
  const text = readFileSync(path, 'utf8');
  const told = retell(text);
  if (process.env['UPDATE'] === '1') writeFileSync(path, told);
  else expect(told).toBe(text);
});

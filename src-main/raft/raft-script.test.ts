import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { seededRandom } from '../base/index.ts';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

/**
 * Scripts: `voters 1 2 3` makes a quorum, `observers 4` adds to it, `static` fixes its voters, with `auto-join` its
 * observers become voters; then start, crash, wipe, move, cut, heal, propose, snapshot, resign, gone, add LEADER ID
 * [appended], remove LEADER ID [DISK], run; `disk 50` makes votes slow; `state` prints a line for each replica, `trace` what happened since.
 * After `----` comes the output.
 */
const folder = new URL('testdata/', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
  test(name, () => {
    const [script, expected = ''] = readFileSync(new URL(name, folder), 'utf8').split('----\n');
    const output = play(script);
    if (process.env.UPDATE === '1') writeFileSync(new URL(name, folder), `${script}----\n${output}`);
    else expect(output).toBe(expected);
  });
}

function play(script: string): string {
  let cluster: TestCluster | undefined;
  let traced = 0;
  let proposals = 0;
  const output: string[] = [];
  const voters: number[] = [];
  let observers: readonly number[] = [];
  const switches = { autoJoin: false, isStatic: false, persistMs: 0 };
  const quorum = () =>
    (cluster ??= new TestCluster(voters, observers, {
      random: seededRandom(1),
      latencyMs: () => 1,
      ...switches,
    }));
  for (const line of script.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [verb, ...words] = line.split(' ');
    const numbers = words.map(Number);
    switch (verb) {
      case 'voters':
        voters.push(...numbers);
        break;
      case 'observers':
        observers = numbers;
        break;
      case 'static':
        switches.isStatic = true;
        break;
      case 'auto-join':
        switches.autoJoin = true;
        break;
      case 'disk':
        switches.persistMs = numbers[0];
        break;
      case 'start':
        for (const id of numbers) quorum().start(id);
        break;
      case 'crash':
        for (const id of numbers) quorum().crash(id);
        break;
      case 'wipe':
        quorum().wipe(numbers[0]);
        break;
      case 'move':
        quorum().move(numbers[0]);
        break;
      case 'add':
        quorum().addVoter(numbers[0], numbers[1], words[2] !== 'appended');
        break;
      case 'remove':
        quorum().removeVoter(numbers[0], numbers[1], numbers[2]);
        break;
      case 'cut':
        for (const other of numbers.slice(1)) quorum().cut(numbers[0], other);
        break;
      case 'heal':
        quorum().heal();
        break;
      case 'propose':
        quorum().propose(
          numbers[0],
          Array.from({ length: numbers[1] }, () => `v${++proposals}`),
        );
        break;
      case 'snapshot':
        quorum().snapshot(numbers[0]);
        break;
      case 'resign':
        quorum().resign(numbers[0]);
        break;
      case 'gone':
        quorum().gone(numbers[0]);
        break;
      case 'run':
        quorum().run(numbers[0]);
        break;
      case 'state':
        output.push(`at ${quorum().nowMs} ms`, quorum().describe());
        break;
      case 'trace':
        output.push(...quorum().trace.slice(traced));
        traced = quorum().trace.length;
        break;
      default:
        throw new Error(`no verb ${verb}`);
    }
  }
  return `${output.join('\n')}\n`;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeClock, randomBytes } from '../env/node/index.ts';
import { Supervisor, WorkbenchProcess, forkHost } from './index.ts';
import type { ControlAction, Screen } from './index.ts';

/** Processes and sockets of a busy machine may need longer than the second that is vitest's default. */
const SOON = { timeout: 10_000 };

const testdata = join(import.meta.dirname, 'testdata');
let directory: string;
let supervisor: Supervisor;
let workbench: WorkbenchProcess;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-workbench-process-test-'));
  const clock = nodeClock();
  supervisor = await Supervisor.start({
    dataDirectory: directory,
    ephemeral: false,
    nodes: 1,
    port: 0,
    extraListener: null,
    nodeHost: forkHost({ entryPath: join(testdata, 'fake-node.mjs') }),
    clock,
    randomBytes,
    say() {},
  });
  workbench = new WorkbenchProcess({
    entryPath: join(testdata, 'fake-workbench.mjs'),
    supervisor,
    clock,
    about: { version: '0', host: 'headless', databasePath: join(directory, 'workbench.sqlite') },
    idleMs: 150,
  });
});

afterEach(async () => {
  await workbench.stop();
  await supervisor.stop({ force: true });
  rmSync(directory, { recursive: true, force: true });
});

type Heard = Record<string, unknown>;

/** A renderer's connection that remembers what it heard. */
function openScreen() {
  const heard: Heard[] = [];
  const closed: string[] = [];
  const screen: Screen = {
    receive: (frame) => heard.push(JSON.parse(frame) as Heard),
    close: (reason) => closed.push(reason),
  };
  const connection = workbench.open(screen);
  const answer = async (matches: (frame: Heard) => boolean) => {
    await vi.waitUntil(() => heard.some(matches), SOON);
    return heard.find(matches)!;
  };
  return {
    heard,
    closed,
    answer,
    tell: (order: Heard) => connection.send(JSON.stringify(order)),
    leave: () => connection.closed(),
  };
}

const isRunning = (pid: unknown) => {
  try {
    process.kill(pid as number, 0);
    return true;
  } catch {
    return false;
  }
};
const greeting = (frame: Heard) => frame.pid !== undefined;
const perform = (action: ControlAction) => ({ action });

test('all screens share one process, which is told about the nodes first', async () => {
  const one = openScreen();
  const two = openScreen();
  const first = await one.answer(greeting);
  expect(first.nodes).toEqual(['running']);
  expect((await two.answer(greeting)).pid).toBe(first.pid);
});

test('what the workbench orders is done and answered, and all hear how the nodes are', async () => {
  const screen = openScreen();
  screen.tell(perform({ kind: 'kill-node', node: 1 }));
  expect(await screen.answer(({ kind }) => kind === 'control-answer')).toMatchObject({ id: 1, value: null });
  expect(await screen.answer(({ kind }) => kind === 'nodes')).toMatchObject({
    nodes: [{ status: 'dead', reason: 'killed' }],
  });
  screen.tell(perform({ kind: 'start-node', node: 1 }));
  await screen.answer(({ id }) => id === 2);
  screen.tell(perform({ kind: 'start-node', node: 1 }));
  expect(await screen.answer(({ kind }) => kind === 'control-refusal')).toMatchObject({
    id: 3,
    message: 'node 1 is running',
  });
  screen.tell(perform({ kind: 'watch-nodes', facts: true, state: false }));
  expect(await screen.answer(({ kind }) => kind === 'facts')).toMatchObject({ node: 1 });
});

test('it ends some time after the last screen left, unless it has work of its own', async () => {
  const first = openScreen();
  const { pid } = await first.answer(greeting);
  first.leave();
  const second = openScreen();
  expect((await second.answer(greeting)).pid).toBe(pid);
  second.tell({ keep: true });
  second.leave();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(isRunning(pid)).toBe(true);
  const third = openScreen();
  third.tell({ keep: false });
  third.leave();
  await vi.waitUntil(() => !isRunning(pid), SOON);
});

test('it may be started before its first screen, which finds it there; one that nobody comes for ends', async () => {
  const begun = vi.spyOn(supervisor, 'subscribe');
  const ended = vi.spyOn(supervisor, 'watch');
  workbench.warm();
  workbench.warm();
  const screen = openScreen();
  const { pid } = await screen.answer(greeting);
  expect(begun).toHaveBeenCalledTimes(1);
  screen.leave();
  await vi.waitUntil(() => !isRunning(pid), SOON);
  ended.mockClear();
  workbench.warm();
  expect(begun).toHaveBeenCalledTimes(2);
  await vi.waitUntil(() => ended.mock.calls.length > 0, SOON);
});

test('when it crashes its screens are closed, and the next one gets a new process', async () => {
  const screen = openScreen();
  const { pid } = await screen.answer(greeting);
  screen.tell({ crash: true });
  await vi.waitUntil(() => screen.closed.length > 0, SOON);
  expect(screen.closed).toEqual(['the workbench process ended (3)']);
  const next = openScreen();
  expect((await next.answer(greeting)).pid).not.toBe(pid);
});

test('a screen that breaks the contract is closed alone', async () => {
  const good = openScreen();
  const bad = openScreen();
  await bad.answer(greeting);
  bad.tell({ closeMe: true });
  await vi.waitUntil(() => bad.closed.length > 0, SOON);
  expect([bad.closed, good.closed]).toEqual([['not a frame'], []]);
});

test('stopping closes the screens, ends the process and starts no other', async () => {
  const screen = openScreen();
  const { pid } = await screen.answer(greeting);
  await workbench.stop();
  expect(screen.closed).toEqual(['Sluice is stopping']);
  expect(isRunning(pid)).toBe(false);
  expect(openScreen().closed).toEqual(['Sluice is stopping']);
});

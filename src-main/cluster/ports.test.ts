import { expect, test } from 'vitest';
import { listeningInodes } from './port-holder.ts';
import { choosePorts } from './ports.ts';
import type { PortRequest } from './ports.ts';

async function choose(request: Partial<PortRequest>, taken: readonly number[] = []) {
  const choice = await choosePorts(
    { nodes: 1, asked: null, kept: null, keptPort: null, ...request },
    (port) => Promise.resolve(!taken.includes(port)),
  );
  const ports = choice.nodes.map((node) => `${node.port}/${node.controllerPort}`).join(' ');
  return { ports, port: choice.port, notes: choice.notes };
}

test('the first start takes 9092 and what follows', async () => {
  expect(await choose({ nodes: 3 })).toEqual({
    ports: '9092/19092 9093/19093 9094/19094',
    port: 9092,
    notes: [],
  });
});

test('one taken port moves the whole block, which is said; later starts try the first one again', async () => {
  const { ports, port, notes } = await choose({ nodes: 3 }, [9093, 19_092]);
  expect(ports).toBe('9094/19093 9095/19094 9096/19095');
  expect(port).toBe(9092);
  expect(notes).toEqual(['port 9092 is taken by another program; using 9094-9096 instead']);
});

test('ports given by hand are taken or refused, never moved', async () => {
  expect(await choose({ nodes: 2, asked: 7000 })).toMatchObject({
    ports: '7000/19092 7001/19093',
    port: 7000,
  });
  await expect(choose({ nodes: 2, asked: 7000 }, [7001])).rejects.toThrow('--port: 7001 is taken');
  await expect(choose({ nodes: 2, asked: 65_535 })).rejects.toThrow('there are no 2 ports from there on');
});

test('the system chooses all ports, and what it gave is kept', async () => {
  const first = await choosePorts({ nodes: 2, asked: 0, kept: null, keptPort: null });
  const all = first.nodes.flatMap((node) => [node.port, node.controllerPort]);
  expect(new Set(all).size).toBe(4);
  expect(first.port).toBe(null);
  const again = await choose({ nodes: 2, kept: first.nodes });
  expect(again).toMatchObject({ ports: `${all[0]}/${all[1]} ${all[2]}/${all[3]}`, port: null });
});

test('a port given by hand moves an existing cluster; controller ports stay', async () => {
  const kept = [{ port: 9092, controllerPort: 19_092 }];
  expect(await choose({ kept, keptPort: 9092, asked: 9500 })).toMatchObject({
    ports: '9500/19092',
    port: 9500,
  });
  const moved = await choose({ kept, keptPort: 9092 }, [9092, 19_092]);
  expect(moved.ports).toBe('9093/19093');
});

test('sockets that listen on a port are read from the kernel’s table', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0
   1: 0100007F:2384 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 77 1 0
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1 0`;
  expect(listeningInodes(table, 9092)).toEqual(['4242']);
  expect(listeningInodes(table, 9093)).toEqual([]);
});

/** What the made-up cluster consists of: nodes, payloads, settings. */
import type {
  AsOf,
  ConfigView,
  MessageDetail,
  MessageRow,
  NodeView,
  Payload,
  RowChanges,
} from '../../src-main/contract/index.ts';

export const startedMs = Date.now() - 4_000_000;

export function node(id: number): NodeView {
  return {
    id,
    status: 'running',
    roles: ['broker', 'controller'],
    pid: 4000 + id,
    host: '127.0.0.1',
    port: 9091 + id,
    controllerPort: 40_000 + id,
    rack: null,
    upSinceMs: startedMs,
    memoryBytes: 62_000_000 + id * 1_000_000,
    connections: 3 + id,
    dataDirectories: [
      {
        path: `/home/user/.local/share/sluice/default/node-${id}/data-1`,
        usedBytes: 81_204_000,
        freeBytes: 212_000_000_000,
        offline: null,
      },
    ],
    reason: null,
    killedByHand: false,
    restartAtMs: null,
    brokerEpoch: 10 + id,
    fenced: false,
    cpuPercent: id * 0.7,
    replicas: 22,
    leads: 7,
    underReplicated: id === 1 ? 1 : 0,
    outOfSync: id === 3 ? 1 : 0,
  };
}

export function whole<R>(rows: readonly R[]): RowChanges<R> {
  return { whole: true, rows, gone: [] };
}

export function asOf<T>(value: T): AsOf<T> {
  return { value, asOfMs: Date.now(), stale: false };
}

export function text(value: string): Payload {
  return { format: 'text', text: value, sizeBytes: new TextEncoder().encode(value).length, cut: false };
}

export function detail(row: MessageRow): MessageDetail {
  const base64 = (payload: Payload): string | null =>
    payload.format === 'null' ? null : btoa(String.fromCharCode(...new TextEncoder().encode(payload.text)));
  return {
    ...row,
    explained: { key: [], value: [] },
    keyBase64: base64(row.key),
    valueBase64: base64(row.value),
    headersBase64: row.headers.map(({ value }) => base64(value)),
    batch: {
      baseOffset: row.offset,
      lastOffset: row.offset,
      sizeBytes: 210,
      compression: 'lz4',
      leaderEpoch: 4,
      producerId: 1000,
      producerEpoch: 0,
      baseSequence: row.offset,
      transactional: false,
      control: false,
      crc: 0x9f2c4c1e,
      crcValid: true,
      records: 1,
    },
  };
}

const config = (
  name: string,
  value: string,
  type: ConfigView['type'],
  source: ConfigView['source'],
  documentation: string,
): ConfigView => ({
  name,
  value,
  source,
  type,
  readOnly: false,
  sensitive: false,
  documentation,
  synonyms: [{ name: `log.${name}`, value, source: 'default' }],
});
export const CONFIGS = [
  config(
    'cleanup.policy',
    'delete',
    'list',
    'default',
    'What happens to old records: delete drops whole segments, compact keeps the newest record of each key.',
  ),
  config(
    'retention.ms',
    '604800000',
    'long',
    'topic',
    'How long records are kept at least before their segment may be deleted.',
  ),
  config(
    'retention.bytes',
    '-1',
    'long',
    'default',
    'How large a partition may grow before old segments are deleted; -1 is no limit.',
  ),
  config(
    'segment.bytes',
    '1073741824',
    'int',
    'default',
    'How large a segment file may grow before the next one is begun.',
  ),
  config(
    'min.insync.replicas',
    '1',
    'int',
    'default',
    'How many replicas must be in sync for a write with acks=all to be taken.',
  ),
  config(
    'unclean.leader.election.enable',
    'false',
    'boolean',
    'default',
    'Whether a replica that is out of sync may become leader when no other lives, at the price of lost records.',
  ),
];

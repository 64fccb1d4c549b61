import { type RecordPlace, say } from '../../contract/index.ts';
import { inspectFolder, inspectRecordPage } from '../../log/inspect/index.ts';
import type { Bench } from '../bench.ts';
import type { Cluster } from '../model/index.ts';
import { localOnly, notFound } from '../router/index.ts';
import { normalPath } from './paths.ts';
import type { SegmentSession } from './segment-session.ts';

export interface WantedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

const RECORDS_PER_LOOK = 1_000;

/**
 * Finds a record's bytes: on the node that leads its partition, else on any that has a replica. Throws a Failure when
 * no node's disk has it. `walked` gives the map of a file, walked until `known` holds.
 */
export async function locateRecord(
  { env, host }: Bench,
  cluster: Cluster,
  { topic, partition, offset }: WantedRecord,
  walked: (path: string, known: (session: SegmentSession) => boolean) => Promise<SegmentSession>,
): Promise<RecordPlace> {
  if (cluster.host === null) throw localOnly(say('local.files'));
  const leader = cluster.facets.metadata.topics.get(topic)?.partitions[partition]?.leader;
  const nodes = host.nodes.toSorted((a, b) => Number(b.id === leader) - Number(a.id === leader));
  for (const { id: nodeId, dataDirectories } of nodes) {
    for (const directory of dataDirectories) {
      const folder = `${normalPath(directory)}/${topic}-${partition}`;
      const logs = (inspectFolder(env.disk, folder) ?? []).filter(
        ({ kind, segment }) => kind === 'log' && segment?.state === 'live',
      );
      const segment = logs.findLast((file) => file.segment!.baseOffset <= offset);
      if (segment === undefined) continue;
      const path = `${folder}/${segment.name}`;
      const session = await walked(path, ({ map }) => map.lastOffset >= offset);
      const record = recordIn(session, offset);
      if (record !== undefined) return { nodeId, path, ...record };
    }
  }
  throw notFound(say('file.recordGone', { offset, partition: `${topic}-${partition}` }));
}

function recordIn(session: SegmentSession, offset: number): { position: number; record: number } | undefined {
  const row = session.map.rowOfOffset(offset);
  if (row === undefined || row.baseOffset > offset) return undefined;
  const { bytes, body } = session.batch(row.position);
  for (let from = 0; ; from += RECORDS_PER_LOOK) {
    const { records, fault } = inspectRecordPage(bytes, body, from, RECORDS_PER_LOOK);
    const found = records.find((record) => record.offset === offset);
    if (found !== undefined) return { position: row.position, record: found.index };
    if (records.length < RECORDS_PER_LOOK || fault !== undefined) return undefined;
  }
}

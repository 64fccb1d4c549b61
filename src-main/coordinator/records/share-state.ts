/** The records of `__share_group_state` (ShareCoordinatorRecordSerde). */
import { type CoordinatorRecord, type CoordinatorRecordInput, recordCodec, recordKind } from './codec.ts';
import {
  ShareSnapshotKey,
  ShareSnapshotValue,
  ShareUpdateKey,
  ShareUpdateValue,
} from './share-state-records.ts';

export const shareStateRecordKinds = {
  ShareSnapshot: recordKind(0, ShareSnapshotKey, ShareSnapshotValue),
  ShareUpdate: recordKind(1, ShareUpdateKey, ShareUpdateValue),
};

export type ShareStateRecord = CoordinatorRecord<typeof shareStateRecordKinds>;
export type ShareStateRecordInput = CoordinatorRecordInput<typeof shareStateRecordKinds>;

const codec = recordCodec(shareStateRecordKinds);

/** Key and value of a record of `__share_group_state`; a null value is a tombstone. */
export const encodeShareStateRecord = codec.encode;
/** Undefined for a type nobody knows. @throws MalformedError when the bytes are no such record. */
export const decodeShareStateRecord = codec.decode;

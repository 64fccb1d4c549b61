/** The records of `__transaction_state` (TransactionLog). */
import { type CoordinatorRecord, type CoordinatorRecordInput, recordCodec, recordKind } from './codec.ts';
import { TransactionLogKey, TransactionLogValue } from './transaction-records.ts';

/** Version 0 suits transaction.version 0; from 1 on `version: 1` is written, which has tagged fields. */
export const transactionRecordKinds = {
  TransactionLog: recordKind(0, TransactionLogKey, TransactionLogValue),
};

export type TransactionRecord = CoordinatorRecord<typeof transactionRecordKinds>;
export type TransactionRecordInput = CoordinatorRecordInput<typeof transactionRecordKinds>;

const codec = recordCodec(transactionRecordKinds);

/** Key and value of a record of `__transaction_state`; a null value is a tombstone. */
export const encodeTransactionRecord = codec.encode;
/** Undefined for a type nobody knows. @throws MalformedError when the bytes are no such record. */
export const decodeTransactionRecord = codec.decode;

/** Metadata records about brokers and controllers. */
import {
  array,
  bool,
  int16,
  int32,
  int64,
  int8,
  message,
  nullable,
  nullableArray,
  string,
  uint16,
  uuid,
} from '../../wire/index.ts';

const endPoint = () => ({ name: string(), host: string(), port: uint16(), securityProtocol: int16() });
const featureRange = () => ({ name: string(), minSupportedVersion: int16(), maxSupportedVersion: int16() });

/** A broker (re)starts: replaces its registration. */
export const RegisterBrokerRecord = message(
  'RegisterBrokerRecord',
  { versions: [0, 4], flexibleSince: 0 },
  () => ({
    brokerId: int32(),
    isMigratingZkBroker: bool({ since: 2, default: false }),
    incarnationId: uuid(),
    brokerEpoch: int64(),
    endPoints: array(endPoint()),
    features: array(featureRange()),
    rack: nullable(string),
    fenced: bool({ default: true }),
    inControlledShutdown: bool({ since: 1, default: false }),
    logDirs: array(uuid(), { since: 3, tag: 0 }),
    cordonedLogDirs: nullableArray(uuid(), { since: 4, tag: 1, default: null }),
  }),
);

export const UnregisterBrokerRecord = message(
  'UnregisterBrokerRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    brokerId: int32(),
    brokerEpoch: int64(),
  }),
);

/** Written before metadata.version 6 only; BrokerRegistrationChangeRecord took its place. */
export const FenceBrokerRecord = message('FenceBrokerRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  id: int32(),
  epoch: int64(),
}));

/** Written before metadata.version 6 only. */
export const UnfenceBrokerRecord = message(
  'UnfenceBrokerRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    id: int32(),
    epoch: int64(),
  }),
);

/** What changed in a registration: fencing, shutdown, log directories. */
export const BrokerRegistrationChangeRecord = message(
  'BrokerRegistrationChangeRecord',
  { versions: [0, 3], flexibleSince: 0 },
  () => ({
    brokerId: int32(),
    brokerEpoch: int64(),
    fenced: int8({ tag: 0, note: '-1 unfenced, 0 unchanged, 1 fenced.' }),
    inControlledShutdown: int8({ since: 1, tag: 1, note: '0 unchanged, 1 has begun.' }),
    logDirs: array(uuid(), { since: 2, tag: 2 }),
    cordonedLogDirs: nullableArray(uuid(), { since: 3, tag: 3, default: null }),
  }),
);

/** Endpoints and feature ranges of a controller (metadata.version 15 on). */
export const RegisterControllerRecord = message(
  'RegisterControllerRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    controllerId: int32(),
    incarnationId: uuid(),
    zkMigrationReady: bool(),
    endPoints: array(endPoint()),
    features: array(featureRange()),
  }),
);

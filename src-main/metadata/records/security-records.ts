/** Metadata records about access control, SCRAM users and delegation tokens. */
import { array, bytes, int32, int64, int8, message, string, uuid } from '../../wire/index.ts';

export const AccessControlEntryRecord = message(
  'AccessControlEntryRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    id: uuid(),
    resourceType: int8(),
    resourceName: string(),
    patternType: int8(),
    principal: string(),
    host: string(),
    operation: int8(),
    permissionType: int8(),
  }),
);

export const RemoveAccessControlEntryRecord = message(
  'RemoveAccessControlEntryRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    id: uuid(),
  }),
);

export const UserScramCredentialRecord = message(
  'UserScramCredentialRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    name: string(),
    mechanism: int8({ note: '1 SCRAM-SHA-256, 2 SCRAM-SHA-512.' }),
    salt: bytes(),
    storedKey: bytes(),
    serverKey: bytes(),
    iterations: int32(),
  }),
);

export const RemoveUserScramCredentialRecord = message(
  'RemoveUserScramCredentialRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    name: string(),
    mechanism: int8(),
  }),
);

export const DelegationTokenRecord = message(
  'DelegationTokenRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    owner: string(),
    requester: string(),
    renewers: array(string()),
    issueTimestamp: int64(),
    maxTimestamp: int64(),
    expirationTimestamp: int64(),
    tokenId: string(),
  }),
);

export const RemoveDelegationTokenRecord = message(
  'RemoveDelegationTokenRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    tokenId: string(),
  }),
);

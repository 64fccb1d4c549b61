import { expect, test } from 'vitest';
import { apis } from '../protocol/apis.ts';
import { ReadOnlyError, refuseWrites } from './read-only.ts';

function admitted(): string[] {
  return apis
    .filter((api) => {
      try {
        refuseWrites(api);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(ReadOnlyError);
        return false;
      }
    })
    .map(({ name }) => name);
}

test('a read-only connection sends what reads, and nothing whose name says that it changes something', () => {
  const names = admitted();
  expect(names).toContain('Fetch');
  expect(names).not.toContain('Produce');
  const changing =
    /^(Create|Delete|Alter|Incremental|Add|Remove|Update|Write|Commit|Init|End|Elect|Expire|Renew|Join|Sync|Leave|Heartbeat|Produce|Txn|OffsetCommit|OffsetDelete|ShareFetch|ShareAcknowledge|Unregister|Push)/;
  expect(names.filter((name) => changing.test(name))).toEqual([]);
  const looking = apis.map(({ name }) => name).filter((name) => /^(Describe|List)|Describe$/.test(name));
  // A delegation token is a secret: nobody needs it to look at a cluster.
  expect(looking.filter((name) => !names.includes(name))).toEqual(['DescribeDelegationToken']);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientConnection } from '../net/index.ts';
import { AlterConfigs, DescribeConfigs, ErrorCode, IncrementalAlterConfigs } from '../protocol/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { createTopic } from './test-client.ts';

let node: TestNode;
let client: ClientConnection;
beforeAll(async () => {
  node = await startTestNode();
  client = await node.connect();
  await createTopic(client, 't');
});
afterAll(() => node.stop());

const BROKER = 4;
const TOPIC = 2;

async function told(name: string): Promise<string | null> {
  const resources = [{ resourceType: BROKER, resourceName: '1', configurationKeys: [name] }];
  const { results } = await client.request(DescribeConfigs, { resources, includeSynonyms: false });
  return results[0].configs[0].value;
}

async function set(
  ...resources: readonly (readonly [type: number, name: string, key: string, value: string])[]
) {
  const { responses } = await client.request(IncrementalAlterConfigs, {
    resources: resources.map(([resourceType, resourceName, name, value]) => ({
      resourceType,
      resourceName,
      configs: [{ name, configOperation: 0, value }],
    })),
    validateOnly: false,
  });
  return responses;
}

test('a pool grows by no more than a factor of two of what runs, step by step; what else was asked is done', async () => {
  const [first, refused, last] = await set(
    [TOPIC, 't', 'retention.ms', '5'],
    [BROKER, '1', 'num.io.threads', '17'],
    [BROKER, '', 'log.cleaner.backoff.ms', '5000'],
  );
  expect([first.errorCode, last.errorCode]).toEqual([ErrorCode.NONE, ErrorCode.NONE]);
  expect([first.resourceName, refused.resourceName, last.resourceName]).toEqual(['t', '1', '']);
  expect(refused).toMatchObject({
    errorCode: ErrorCode.INVALID_REQUEST,
    errorMessage: "num.io.threads cannot be '17': it must be from 4 to 16, half and twice of what runs now.",
  });
  await expect.poll(() => told('log.cleaner.backoff.ms')).toBe('5000');
  expect(await told('num.io.threads')).toBe('8');
  expect((await set([BROKER, '1', 'num.io.threads', '16']))[0].errorCode).toBe(ErrorCode.NONE);
  await expect.poll(() => told('num.io.threads')).toBe('16');
  expect((await set([BROKER, '', 'num.io.threads', '32']))[0].errorCode).toBe(ErrorCode.NONE);
  expect((await set([BROKER, '1', 'num.io.threads', '7']))[0].errorMessage).toContain('from 8 to 32');
});

test('the older request is held to the same', async () => {
  const resources = [
    { resourceType: BROKER, resourceName: '', configs: [{ name: 'background.threads', value: '21' }] },
  ];
  const { responses } = await client.request(AlterConfigs, { resources, validateOnly: true });
  expect(responses).toMatchObject([{ errorCode: ErrorCode.INVALID_REQUEST }]);
});

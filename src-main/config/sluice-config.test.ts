import { expect, test } from 'vitest';
import { configDef, configTable, ConfigError, sluiceConfig } from './index.ts';
import { sluiceConfigs } from './sluice-config.ts';

test('our own keys have defaults, and refuse what they do not know', () => {
  expect(sluiceConfig({})).toEqual({
    fastFailover: true,
    scrubIntervalMs: 86_400_000,
    scrubBytesPerSecond: 10_000_000,
  });
  expect(sluiceConfig({ 'sluice.fast.failover': 'false' }).fastFailover).toBe(false);
  expect(sluiceConfig({ 'sluice.log.scrub.interval.ms': '50' }).scrubIntervalMs).toBe(50);
  expect(() => sluiceConfig({ 'sluice.fast.failover': 'perhaps' })).toThrow(ConfigError);
});

test('they cannot be taken for keys of Kafka', () => {
  for (const { name } of sluiceConfigs()) {
    expect(name).toMatch(/^sluice\./);
    expect(configDef('broker', name)).toBeUndefined();
  }
  expect([...configTable('broker').keys()].filter((name) => name.startsWith('sluice.'))).toEqual([]);
});

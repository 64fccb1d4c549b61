import { expect, test } from 'vitest';
import { configDef, configTable, ConfigError, sluiceConfig } from './index.ts';
import { sluiceConfigs } from './sluice-config.ts';

test('our own keys have defaults, and refuse what they do not know', () => {
  expect(sluiceConfig({})).toEqual({ fastFailover: true });
  expect(sluiceConfig({ 'sluice.fast.failover': 'false' })).toEqual({ fastFailover: false });
  expect(() => sluiceConfig({ 'sluice.fast.failover': 'perhaps' })).toThrow(ConfigError);
});

test('they cannot be taken for keys of Kafka', () => {
  for (const { name } of sluiceConfigs()) {
    expect(name).toMatch(/^sluice\./);
    expect(configDef('broker', name)).toBeUndefined();
  }
  expect([...configTable('broker').keys()].filter((name) => name.startsWith('sluice.'))).toEqual([]);
});

import { expect, test } from 'vitest';
import { formatUiReport, UiMeasurements } from './ui-report.ts';

test('medians stand beside their aims, which are met or not', () => {
  const measurements = new UiMeasurements();
  measurements.add('startWarm', 900, 1_600, 1_400);
  measurements.add('filterText', 150_000);
  measurements.add('idleDropped', 0);
  const cells = formatUiReport(measurements)
    .split('\n')
    .slice(2)
    .map((line) => line.split(/ {2,}/));
  expect(cells).toEqual([
    ['process start to interactive, warm', 'ms', '1400 (900–1600)', '≤ 1500', 'met'],
    ['control: frames dropped, the page idle', '%', '0.000'],
    ['filter scan by text', '/s', '150000', '≥ 200000', 'NOT MET'],
  ]);
});

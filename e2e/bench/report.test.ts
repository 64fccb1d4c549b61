import { expect, test } from 'vitest';
import { Measurements } from './measure.ts';
import { formatJsonLines, formatReport } from './report.ts';

const measurements = new Measurements();
for (const sample of [200, 180, 220]) measurements.add('start', 'sluice', sample);
for (const sample of [2_000, 1_800, 2_200]) measurements.add('start', 'apache-kafka', sample);
measurements.add('produce1k', 'sluice', 80);
measurements.add('produce1k', 'apache-kafka', 90);
measurements.add('startNpm', 'sluice', 450);

test('medians with their range, ratio, aim and verdict; what was not measured is left out', () => {
  expect(formatReport(measurements, ['sluice', 'apache-kafka'], 'apache-kafka')).toBe(
    [
      'measure                                      unit         sluice      apache-kafka  ratio     aim',
      '-------------------------------------------  ----  -------------  ----------------  -----  ------  -------',
      'process start to first acknowledged produce  ms    200 (180–220)  2000 (1800–2200)   0.10  ≤ 0.12  met',
      'the same by npm start                        ms              450',
      'produce, 1 KB records                        MB/s           80.0              90.0   0.89     ≥ 1  NOT MET',
    ].join('\n'),
  );
});

test('JSON lines keep every sample', () => {
  const lines = formatJsonLines(measurements)
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toEqual({
    measure: 'start',
    contestant: 'sluice',
    unit: 'ms',
    median: 200,
    samples: [200, 180, 220],
  });
});

test('an aim for the figure itself needs nobody to compare with, and its p99 is what counts', () => {
  const gaps = new Measurements();
  for (const gap of [120, 110, 1_400]) gaps.add('rf3Unavailable', 'sluice', gap);
  expect(formatReport(gaps, ['sluice'], 'apache-kafka').split('\n').at(-1)).toContain(
    'ms, p99  1400 (110–1400)         < 1000  NOT MET',
  );
});

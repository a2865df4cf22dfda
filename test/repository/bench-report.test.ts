import { describe, expect, it } from 'vitest';
import { compareReports, formatTable, meetsTarget, type Report, readReport } from '../bench/report.ts';

const machine = { node: 'v20', cpu: 'A', cores: 2 };
const report = (ratio: number, seconds: number, cpu = 'A'): Report => ({
  environment: { ...machine, cpu },
  benchmarks: {
    circuits: [
      { name: 'speed-up', value: ratio, unit: '×', target: '≥ 10' },
      { name: 'time', value: seconds, unit: 's' },
      { name: 'count', value: 7, unit: 'gates' },
    ],
  },
});

describe('benchmark reports', () => {
  it('say whether a target is met in either direction', () => {
    expect(meetsTarget({ name: 'a', value: 12, unit: '×', target: '≥ 12' })).toBe(true);
    expect(meetsTarget({ name: 'a', value: 11, unit: '×', target: '≥ 12' })).toBe(false);
    expect(meetsTarget({ name: 'a', value: 1.6, unit: '×', target: '≤ 1.5' })).toBe(false);
    expect(meetsTarget({ name: 'a', value: 1.6, unit: '×' })).toBeUndefined();
    expect(() => meetsTarget({ name: 'a', value: 1, unit: '×', target: 'fast' })).toThrow(/expected a target/u);
  });

  it('call a lower speed-up and a longer time worse', () => {
    const verdicts = compareReports(report(20, 1), report(10, 2), 1.5).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['worse', 'worse', 'not comparable']);
    expect(compareReports(report(10, 2), report(20, 1), 1.5).map(({ verdict }) => verdict)[0]).toBe('better');
    expect(compareReports(report(10, 1), report(10, 1.4), 1.5).map(({ verdict }) => verdict)[1]).toBe('same');
  });

  it('compare ratios but not times between different machines', () => {
    const verdicts = compareReports(report(20, 1), report(10, 9, 'B'), 1.5).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['worse', 'not comparable', 'not comparable']);
  });

  it('survive being written and read back, and print every figure', () => {
    const stored = readReport(JSON.stringify(report(20, 1)));
    expect(stored).toEqual(report(20, 1));
    const text = formatTable(stored, compareReports(stored, stored, 1.5));
    expect(text).toContain('circuits: speed-up  20.0 ×');
    expect(text).toContain('target ≥ 10 met');
    expect(() => readReport('[1]')).toThrow(/stored report/u);
  });
});

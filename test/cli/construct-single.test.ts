import { describe, expect, it } from 'vitest';
import { inProcess, loglog } from './command.ts';

describe('construct --optimize', () => {
  it('chooses for the measure', async () => {
    const answer = async (measure: string): Promise<{ size: { depth: number; gates: number } }> => {
      const args = ['construct', 'tanh', '--eps', '1e-500', '--method', 'doubling', '--optimize', measure, '--json'];
      const { exitCode, stdout, stderr } = await inProcess(...args);
      expect([exitCode, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as { size: { depth: number; gates: number } };
    };
    const [gates, depth] = [await answer('gates'), await answer('depth')];
    expect(depth.size.depth).toBeLessThan(gates.size.depth);
    expect(gates.size.gates).toBeLessThan(depth.size.gates);
  });
});

describe('construct --method of a single rational function', () => {
  it('answers with type, defect, digits and certified error', async () => {
    const { exitCode, stdout, stderr } = await loglog(
      'construct',
      'tanh',
      '--eps',
      '1e-8',
      '--method',
      'pade',
      '--json',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout) as { plan: { error: { upper: string } }; bound: string; size: { gates: number } };
    expect(answer).toMatchObject({ method: 'pade', plan: { type: [6, 6], defect: 0, digits: 0 } });
    expect(Number(answer.plan.error.upper)).toBeLessThanOrEqual(1e-8);
    expect(answer.bound).toBe(answer.plan.error.upper);
    expect(answer.size.gates).toBeLessThanOrEqual(5);
  });

  it.each([
    [['abs', '--eps', '1e-3', '--method', 'pade'], 'the target has a kink at x = 0'],
    [['sqrt', '--eps', '1e-4', '--method', 'pade'], 'none up to 200 is likely to'],
    [['exp', '--eps', '2', '--method', 'pade'], 'expected'],
    [['1/x', '--eps', '1e-4', '--method', 'pade'], 'undefined or discontinuous at 0'],
    [['softmax:2', '--eps', '1e-4', '--method', 'pade'], 'unknown method'],
    [['exp', '--eps', '1e-4', '--method', 'pade', '--shorten'], '--shorten shortens plans'],
  ])('refuses %j in one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await inProcess('construct', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

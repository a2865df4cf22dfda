import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { float64 } from '../../src/arithmetic/float64.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { bindDense, catalogActivations } from '../../src/circuits/dense.ts';
import { bind } from '../../src/circuits/evaluate.ts';
import { parseNetwork } from '../../src/circuits/network-file.ts';
import { compile } from '../../src/circuits/plan.ts';
import { rationalize } from '../../src/constructions/rationalize.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { twoMoons } from '../fixtures/two-moons.ts';

describe('a trained classifier of two moons', () => {
  it('makes the same decisions as a rational network, within a tight bound', () => {
    const network = parseNetwork(readFileSync(new URL('../fixtures/two-moons.json', import.meta.url), 'utf8'));
    const domain = ['-1.5,2.5', '-1,1.5'].map((side) => parseDomain(side));
    const made = rationalize(network, { eps: parseNumeral('1e-8'), domain });
    const dense = bindDense(float64, network, catalogActivations(float64));
    const rational = bind(float64, compile(made.circuit));
    const points = twoMoons();
    let [right, most] = [0, 0];
    for (const { x, label } of points) {
      const [odds, same] = [dense(x)[0] as number, rational(x)[0] as number];
      most = Math.max(most, Math.abs(odds - same));
      expect(same > 0).toBe(odds > 0);
      if (same > 0 === (label === 1)) right += 1;
    }
    expect(right).toBe(points.length);
    expect(most).toBeLessThanOrEqual(Number(made.bound));
    expect(Number(made.bound) / most).toBeLessThan(1000);
    expect(made.size.gates).toBeLessThan(200);
  });
});

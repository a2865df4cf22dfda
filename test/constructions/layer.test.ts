import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { evaluate } from '../../src/circuits/evaluate.ts';
import { parseCircuit, serializeCircuit } from '../../src/circuits/file.ts';
import { constructLayer, layerMethods } from '../../src/constructions/layer.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { findLayer } from '../../src/functions/layers.ts';
import { createRandom } from '../laws/random.ts';
import { pointsIn } from './sampling.ts';

const NAMES = ['softmax:1', 'softmax:3', 'softmin:2', 'logsoftmax:3', 'glu:2', 'reglu:1', 'geglu:1', 'swiglu:1'].concat(
  ['layernorm:3,1e-5', 'layernorm:2,1/10', 'rmsnorm:2,1e-5', 'attention:2,2', 'attention:1,1'],
);

const cases = NAMES.flatMap((name) => [
  [name, 'auto', '-1,1'] as const,
  ...layerMethods(findLayer(name)).map(({ name: method }) => [name, method, '-1/3,5'] as const),
]);

describe('constructLayer', () => {
  const F = bigfloat(256);

  it.each(cases)('%s by %s on %s is within its bound, and that within ε', (name, method, domainText) => {
    const [layer, domain, eps] = [findLayer(name), parseDomain(domainText), parseNumeral('1e-7')];
    const built = constructLayer(layer, { eps, domain, method });
    const bound = F.constant(parseNumeral(built.bound));
    expect(F.compare(bound, F.constant(eps))).toBeLessThanOrEqual(0);
    const circuit = parseCircuit(serializeCircuit(built.circuit));
    const random = createRandom(3);
    const allowed = F.add(bound, F.scale(F.one, -200));
    const coordinates = Array.from({ length: layer.inputs }, () => pointsIn(domain, 8, random, 20));
    for (let n = 0; n < 4; n += 1) {
      const x = coordinates.map((column) => F.constant(column[n]!));
      const wanted = layer.evaluate(F, x);
      evaluate(F, circuit, x).forEach((y, i) => {
        expect(F.compare(F.abs(F.sub(y, wanted[i]!)), allowed), `output ${String(i)}`).toBeLessThanOrEqual(0);
      });
    }
  });

  it('shares what the outputs have in common', () => {
    const request = { eps: parseNumeral('1e-6'), domain: parseDomain('-1,1'), method: 'auto' };
    const gates = (name: string): number => constructLayer(findLayer(name), request).size.gates;
    // One exponential and two quotients; two and three.
    expect(gates('softmax:3') - gates('softmax:2')).toBeLessThan(gates('softmax:2') + 1);
    expect(gates('softmax:1')).toBe(0);
  });
});

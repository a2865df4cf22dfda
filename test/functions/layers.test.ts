import { describe, expect, it } from 'vitest';
import { bigfloat, type BigFloat } from '../../src/arithmetic/bigfloat.ts';
import { evaluateVectorToDigits } from '../../src/functions/correct-digits.ts';
import { findLayer, listLayers } from '../../src/functions/layers.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { createRandom } from '../laws/random.ts';

type Values = readonly BigFloat[];
const F = bigfloat(300);
const sum = (x: Values): BigFloat => x.reduce((a, b) => F.add(a, b), F.zero);
const scaled = (x: Values, c: BigFloat): Values => x.map((y) => F.mul(c, y));
const dot = (x: Values, y: Values): BigFloat => sum(x.map((a, i) => F.mul(a, y[i]!)));
const count = (x: Values): BigFloat => F.fromInteger(x.length);
const delta = F.div(F.one, F.fromInteger(100_000));

/** exp x_i / Σ exp x_j as it is written in textbooks. */
function softmax(x: Values): Values {
  const e = x.map((y) => F.exp(y));
  return e.map((y) => F.div(y, sum(e)));
}
const half = (x: Values, activation: (y: BigFloat) => BigFloat): Values =>
  x.slice(0, x.length / 2).map((y, i) => F.mul(y, activation(x[x.length / 2 + i]!)));
const norm = (x: Values): Values => scaled(x, F.div(F.one, F.sqrt(F.add(F.div(dot(x, x), count(x)), delta))));
const sigmoid = (x: BigFloat): BigFloat => F.div(F.one, F.add(F.one, F.exp(F.neg(x))));
const cube = F.div(F.fromInteger(44715), F.fromInteger(1_000_000));
const gelu = (x: BigFloat): BigFloat => {
  const u = F.mul(F.sqrt(F.div(F.fromInteger(2), F.pi)), F.add(x, F.mul(cube, F.mul(x, F.mul(x, x)))));
  return F.scale(F.mul(x, F.add(F.one, F.tanh(u))), -1);
};
function attention(x: Values, k: number): Values {
  const rows = Array.from({ length: x.length / k }, (_, i) => x.slice(i * k, i * k + k));
  return rows.flatMap((row) => {
    const weights = softmax(rows.map((other) => F.div(dot(row, other), F.sqrt(F.fromInteger(k)))));
    return row.map((_, c) => sum(rows.map((other, j) => F.mul(weights[j]!, other[c]!))));
  });
}

/** The definitions of the references, independent of the formulas in use. */
const DEFINITIONS: Readonly<Record<string, (x: Values) => Values>> = {
  'softmax:1': () => [F.one],
  'softmax:4': softmax,
  'softmin:3': (x) => softmax(scaled(x, F.fromInteger(-1))),
  'logsoftmax:3': (x) => softmax(x).map((y) => F.log(y)),
  'glu:2': (x) => half(x, sigmoid),
  'reglu:2': (x) => half(x, (y) => F.max(y, F.zero)),
  'geglu:1': (x) => half(x, gelu),
  'swiglu:2': (x) => half(x, (y) => F.mul(y, sigmoid(y))),
  'layernorm:3,1e-5': (x) => {
    const mean = F.div(sum(x), count(x));
    return norm(x.map((y) => F.sub(y, mean)));
  },
  'rmsnorm:3,1e-5': norm,
  'attention:1,2': (x) => x,
  'attention:2,2': (x) => attention(x, 2),
  'attention:2,4': (x) => attention(x, 4),
  'attention:3,1': (x) => attention(x, 1),
};

describe('layers', () => {
  it.each(Object.keys(DEFINITIONS))('%s agrees with its definition', (name) => {
    const layer = findLayer(name);
    const random = createRandom(5);
    for (let n = 0; n < 20; n += 1) {
      const x = Array.from({ length: layer.inputs }, () => F.constant(fromDouble(8 * random.uniform() - 4)));
      const [values, wanted] = [layer.evaluate(F, x), DEFINITIONS[name]!(x)];
      expect(values).toHaveLength(layer.outputs);
      values.forEach((y, i) => {
        expect(F.toNumber(F.scale(F.abs(F.sub(y, wanted[i]!)), 280))).toBeLessThan(1);
      });
    }
  });

  it('have names that give them back', () => {
    expect(listLayers()).toHaveLength(10);
    for (const { example } of listLayers())
      expect(findLayer(findLayer(example).name).name).toBe(findLayer(example).name);
    expect(findLayer('layernorm:3,1e-5').name).toBe(findLayer('layernorm:3,1/100000').name);
  });

  it('are evaluated with all digits correct', () => {
    const point = [1, 2, 3].map((n) => fromDouble(n));
    expect(evaluateVectorToDigits(findLayer('softmax:3'), point, 25)).toEqual([
      '0.0900305731703804579980221',
      '0.2447284710547976524729596',
      '0.6652409557748218895290183',
    ]);
  });
});

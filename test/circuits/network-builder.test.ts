import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals as Q, type Rational } from '../../src/arithmetic/rational.ts';
import {
  type AffineActivation,
  type Carrying,
  catalogActivations,
  type DenseNetwork,
  evaluateDense,
  networkBuilder,
  RELU,
  type Signal,
} from '../../src/circuits/index.ts';

const F = bigfloat(128);
const GELU: Carrying = { activation: 'gelu-tanh', slope: Q.one, idempotent: false };
const LEAKY: Carrying = { activation: 'leaky-relu:0.25', slope: parseNumeral('1.25'), idempotent: false };

/** Something that reads values of several layers, and the numbers that it means. */
function tangle<T>(P: AffineActivation<T>, x: T, y: T): readonly T[] {
  const q = parseNumeral;
  const first = P.activate(P.add(P.scaleBy(q('3'), x), P.scaleBy(q('-1/7'), y)));
  const held = P.hold(P.add(x, P.constant(q('0.2'))));
  const second = P.activate(P.add(P.scaleBy(q('1000'), first), held));
  const third = P.activate(P.add(P.add(second, P.scaleBy(q('-12'), y)), P.constant(q('50'))));
  return [P.add(third, P.add(held, P.scaleBy(q('-77'), first))), P.hold(P.hold(P.scaleBy(q('90'), held)))];
}

function numbers(activation: string): AffineActivation<ReturnType<typeof F.constant>> {
  const named = catalogActivations(F);
  return {
    constant: (value) => F.constant(value),
    add: (x, y) => F.add(x, y),
    scaleBy: (factor, x) => F.mul(F.constant(factor), x),
    activate: (x) => named(activation, x),
    hold: (x) => x,
  };
}

const largest = ({ layers }: DenseNetwork): Rational =>
  layers
    .flatMap(({ weights, bias }) => [...weights.flat(), ...bias])
    .reduce((most, w) => Q.max(most, Q.max(w, Q.neg(w))), Q.zero);

describe('networkBuilder', () => {
  for (const carrying of [RELU, GELU, LEAKY]) {
    for (const maxWeight of [undefined, '2', '10']) {
      it(`builds what is computed, ${carrying.activation}, weights ${maxWeight ?? 'of any size'}`, () => {
        const bound = maxWeight === undefined ? undefined : parseNumeral(maxWeight);
        const builder = networkBuilder(2, carrying, bound);
        const [u, v] = builder.inputs as readonly [Signal, Signal];
        const network = builder.build(tangle(builder, u, v));
        for (const at of [
          ['0.3', '-0.8'],
          ['-1', '0.5'],
          ['0', '0'],
        ]) {
          // prettier-ignore
          const point = at.map((text) => F.constant(parseNumeral(text)));
          const [x, y] = point as [(typeof point)[0], (typeof point)[0]];
          const expected = tangle(numbers(carrying.activation), x, y);
          const found = evaluateDense(F, network, point, catalogActivations(F));
          found.forEach((value, i) => {
            const gap = F.toNumber(F.abs(F.sub(value, expected[i] ?? F.zero)));
            expect(gap).toBeLessThan(1e-30);
          });
        }
        if (bound !== undefined) expect(Q.compare(largest(network), bound)).toBeLessThanOrEqual(0);
      });
    }
  }

  it('hands a value on by two neurons a layer, shared by all its readers', () => {
    const builder = networkBuilder(1, GELU);
    const [x] = builder.inputs as readonly [Signal];
    const held = builder.hold(x);
    let chain = builder.activate(x);
    for (let i = 0; i < 3; i += 1) chain = builder.activate(builder.add(chain, held));
    const network = builder.build([builder.add(chain, held)]);
    expect(network.layers.map(({ bias }) => bias.length)).toEqual([2, 3, 3, 3, 1]);
  });

  it('carries a ReLU neuron by one neuron a layer', () => {
    const builder = networkBuilder(1);
    const [x] = builder.inputs as readonly [Signal];
    const kept = builder.activate(x);
    const network = builder.build([builder.add(builder.hold(builder.hold(builder.hold(kept))), kept)]);
    expect(network.layers.at(-2)?.bias).toHaveLength(3);
  });
});

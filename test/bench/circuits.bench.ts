/**
 * Circuit evaluation against its peers: the same circuit over decimal.js, and hand-written BigInt fixed point.
 * Every ratio is one of two times measured alternately in the same process.
 */
import { Decimal } from 'decimal.js';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { makeRational, type Rational } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { bind } from '../../src/circuits/evaluate.ts';
import { compile } from '../../src/circuits/plan.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import type { Measurement } from './report.ts';
import { printIfMain, quartiles } from './timing.ts';

const STEPS = 8;
const POINT = makeRational(7n, 10n);
/** a, b, c, d of every step: close to those of a scaled Halley step, with digits that do not end and are not zeros. */
const CONSTANTS: readonly (readonly Rational[])[] = Array.from({ length: STEPS }, (_, k) =>
  [3n, 1n, 1n, 3n].map((n) => makeRational(n * 997n + BigInt(7 * k + 3), 997n)),
);

/** Eight nested steps x(a + bx²)/(c + dx²). */
function nestedSteps(): Circuit {
  const F = circuitField(['x']);
  let [x] = F.inputs;
  if (x === undefined) throw new Error('expected an input');
  for (const constants of CONSTANTS) {
    const [a, b, c, d] = constants.map((value) => F.constant(value));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('expected constants');
    const square = F.mul(x, x);
    x = F.div(F.mul(x, F.add(a, F.mul(b, square))), F.add(c, F.mul(d, square)));
  }
  return F.build([x]);
}

/** The circuit over decimal.js as one would write it without number systems: a walk over the instructions. */
function overDecimals(circuit: Circuit, digits: number): () => unknown {
  const D = Decimal.clone({ precision: digits, defaults: true });
  const convert = ({ numerator, denominator }: Rational): Decimal =>
    new D(numerator.toString()).div(denominator.toString());
  const point = convert(POINT);
  const constants = circuit.instructions.map((step) => (step.op === 'const' ? convert(step.value) : point));
  const names = { add: 'plus', sub: 'minus', mul: 'times', div: 'div' } as const;
  return () => {
    const values = [point];
    circuit.instructions.forEach((step, i) => {
      const [x = point, y = point] = step.op === 'const' ? [] : step.args.map((arg) => values[arg]);
      if (step.op === 'const') values.push(constants[i] ?? point);
      else values.push(step.op === 'neg' ? x.neg() : x[names[step.op]](y));
    });
    return circuit.outputs.map((output) => values[output]);
  };
}

/** The same steps written by hand over integers scaled by 2^bits. */
function handWritten(bits: number): () => unknown {
  const P = BigInt(bits);
  const fixed = ({ numerator, denominator }: Rational): bigint => (numerator << P) / denominator;
  const table = CONSTANTS.map((row) => row.map(fixed) as [bigint, bigint, bigint, bigint]);
  const start = fixed(POINT);
  return () => {
    let x = start;
    for (const [a, b, c, d] of table) {
      const square = (x * x) >> P;
      x = (((x * (a + ((b * square) >> P))) >> P) << P) / (c + ((d * square) >> P));
    }
    return x;
  };
}

/** A circuit of 5000 gates in the pattern of coupled root steps. */
function longCircuit(): Circuit {
  const F = circuitField(['x']);
  const [x] = F.inputs;
  if (x === undefined) throw new Error('expected an input');
  let y = x;
  for (let k = 1; k <= 1250; k += 1) {
    const s = F.mul(y, y);
    const a = F.constant(makeRational(BigInt(k) ** 400n, 10n ** 1200n));
    y = F.div(F.mul(y, F.add(s, F.scale(F.mul(a, x), 1))), F.add(F.mul(s, x), F.add(a, F.one)));
  }
  return F.build([y]);
}

/** One precision: against decimal.js and against fixed point. */
function compare(circuit: Circuit, digits: number, target: number): readonly Measurement[] {
  const bits = Math.ceil(digits * Math.log2(10));
  const B = bigfloat(bits);
  const f = bind(B, compile(circuit));
  const point = [B.constant(POINT)];
  const [ours = NaN, theirs = NaN, hand = NaN] = quartiles([
    () => f(point),
    overDecimals(circuit, digits),
    handWritten(bits),
  ]);
  const name = `eight nested steps, ${String(digits)} digits`;
  return [
    { name: `${name}: time per point`, value: ours * 1e6, unit: 'µs' },
    { name: `${name}: faster than decimal.js by`, value: theirs / ours, unit: '×', target: `≥ ${String(target)}` },
    { name: `${name}: slower than fixed point by`, value: ours / hand, unit: '×', target: '≤ 1.5' },
  ];
}

/** Measures and returns all figures of the circuits floor. */
export function run(): Promise<readonly Measurement[]> {
  const circuit = nestedSteps();
  const report = (
    [
      [50, 12],
      [100, 25],
      [300, 40],
    ] as const
  ).flatMap(([digits, target]) => compare(circuit, digits, target));
  // The loop over a plan is compiled for the number systems it has met: with several, its calls are no longer inlined.
  const preview = bind(float64, compile(circuit));
  const [double = NaN] = quartiles([() => preview([0.7])]);
  report.push({ name: 'eight nested steps, float64: time per point', value: double * 1e6, unit: 'µs' });
  const mixed = compare(circuit, 50, 12).map((line) => ({ ...line, name: `after float64, ${line.name}` }));
  const long = longCircuit();
  const [sizing = NaN] = quartiles([() => sizeOf(long)], 4, 0);
  const size = { name: 'size of a circuit of 5000 gates', value: sizing, unit: 's', target: '≤ 2' };
  return Promise.resolve([...report, ...mixed, size]);
}

await printIfMain(import.meta.url, run);

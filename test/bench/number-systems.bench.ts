/**
 * The rigorous number systems beside those that only round: what a product, a quotient and an exponential cost.
 * Every ratio is one of two times measured alternately in the same process.
 */
import { ball } from '../../src/arithmetic/ball.ts';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { complexBall } from '../../src/arithmetic/complex-ball.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { interval64 } from '../../src/arithmetic/interval64.ts';
import { magnitude } from '../../src/arithmetic/magnitude.ts';
import type { RealField } from '../../src/arithmetic/number-systems.ts';
import { powerSeries } from '../../src/arithmetic/power-series.ts';
import { makeRational } from '../../src/arithmetic/rational.ts';
import type { Measurement } from './report.ts';
import { printIfMain, quartiles } from './timing.ts';

const X = makeRational(3n, 7n);
const Y = makeRational(-5n, 11n);
const OPERATIONS = ['mul', 'div', 'exp'] as const;
type Operation = (typeof OPERATIONS)[number];
/** Calls in one measured run: a double's product is far shorter than a call of the clock's function. */
const REPEATED = 64;

type Candidate = () => unknown;

/** One operation on two elements, many times. */
function candidate<T>(F: RealField<T>, operation: Operation, x: T, y: T): Candidate {
  const apply = operation === 'exp' ? (a: T): T => F.exp(a) : (a: T, b: T): T => F[operation](a, b);
  return () => {
    let value = x;
    for (let i = 0; i < REPEATED; i += 1) value = apply(x, y);
    return value;
  };
}

/** Times of an operation in two systems, as nanoseconds of the first and the ratio to the second. */
function compare(
  name: string,
  operation: Operation,
  ours: Candidate,
  other: string,
  theirs: Candidate,
): readonly Measurement[] {
  const [time = NaN, control = NaN] = quartiles([ours, theirs], 24, 0.01);
  return [
    { name: `${name} ${operation}`, value: (time * 1e9) / REPEATED, unit: 'ns' },
    { name: `${name} ${operation} beside ${other}`, value: time / control, unit: '×' },
  ];
}

/** Measures and returns all figures of the number systems. */
export function run(): Promise<readonly Measurement[]> {
  const [B, C, F] = [ball(64), complexBall(64), bigfloat(64)];
  const radius = magnitude(2 ** -10);
  const [x, y] = [F.constant(X), F.constant(Y)];
  const [ballX, ballY] = [
    { midpoint: x, radius },
    { midpoint: y, radius },
  ];
  const [discX, discY] = [
    { re: x, im: y, radius },
    { re: y, im: x, radius },
  ];
  const [doubleX, doubleY] = [float64.constant(X), float64.constant(Y)];
  const S = powerSeries(float64, 10);
  const report = OPERATIONS.flatMap((operation) => {
    const control = candidate(F, operation, x, y);
    const double = candidate(float64, operation, doubleX, doubleY);
    const series = candidate(S, operation, S.variable(doubleX), S.exp(S.variable(doubleY)));
    return [
      ...compare('ball(64)', operation, candidate(B, operation, ballX, ballY), 'bigfloat(64)', control),
      ...compare('complexBall(64)', operation, candidate(C, operation, discX, discY), 'bigfloat(64)', control),
      ...compare(
        'complexBall(64)',
        operation,
        candidate(C, operation, discX, discY),
        'ball(64)',
        candidate(B, operation, ballX, ballY),
      ).slice(1),
      ...compare(
        'interval64',
        operation,
        candidate(interval64, operation, interval64.constant(X), interval64.constant(Y)),
        'float64',
        double,
      ),
      ...compare('series(float64, 10)', operation, series, 'float64', double),
    ];
  });
  return Promise.resolve(report);
}

await printIfMain(import.meta.url, run);

import { describe, expect, it } from 'vitest';
import { type ComplexBall, complexBall, type ComplexBallField } from '../../src/arithmetic/complex-ball.ts';
import { magnitude, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';
import { discAround, meet, showDisc } from './complex-samples.ts';
import { dyadicOf, type Point, sum } from './dyadics.ts';
import { attempt, randomDyadic } from './samples.ts';

type Apply = (C: ComplexBallField, z: ComplexBall) => ComplexBall;

interface Subject {
  readonly name: string;
  readonly apply: Apply;
  /** Zeros, poles, branch points and the like, beside which members are taken. */
  readonly anchors: readonly (readonly [re: number, im: number])[];
  /** log₂ of the largest parts of members. */
  readonly size: number;
  /** log₂ of the largest radius. */
  readonly wide: number;
  /** Random cases; together 100 000 for each function. */
  readonly count: number;
}

const subject = (
  name: string,
  anchors: Subject['anchors'],
  size: number,
  wide: number,
  apply: Apply = (C, z) => C[name as 'exp'](z),
  count = 100_000,
): Subject => ({ name, apply, anchors, size, wide, count });

const PI = Math.PI;
const subjects: readonly Subject[] = [
  subject(
    'exp',
    [
      [0, 0],
      [0, PI],
      [-30, 1],
    ],
    6,
    3,
  ),
  subject(
    'sinh',
    [
      [0, 0],
      [0, PI],
      [1, PI / 2],
    ],
    5,
    3,
  ),
  subject(
    'cosh',
    [
      [0, 0],
      [0, PI / 2],
      [1, -PI / 2],
    ],
    5,
    3,
  ),
  subject(
    'sin',
    [
      [0, 0],
      [PI, 0],
      [PI / 2, 1],
    ],
    5,
    3,
  ),
  subject(
    'cos',
    [
      [0, 0],
      [PI / 2, 0],
      [PI, -1],
    ],
    5,
    3,
  ),
  subject(
    'tanh',
    [
      [0, 0],
      [0, PI / 2],
      [9, 0],
      [0.5, -PI / 2],
    ],
    5,
    2,
  ),
  subject(
    'log',
    [
      [0, 0],
      [1, 0],
      [-1, 0],
      [0, 1],
    ],
    30,
    5,
  ),
  subject(
    'xlogx',
    [
      [0, 0],
      [1, 0],
      [-1, 0],
      [Math.exp(-1), 0],
    ],
    6,
    5,
  ),
  subject(
    'sqrt',
    [
      [0, 0],
      [1, 0],
      [-1, 0],
    ],
    30,
    5,
  ),
  subject(
    'cube root',
    [
      [0, 0],
      [1, 0],
      [-1, 0],
    ],
    6,
    5,
    (C, z) => C.root(z, 3),
    50_000,
  ),
  subject(
    'seventh root',
    [
      [0, 0],
      [1, 0],
      [-1, 0],
    ],
    30,
    5,
    (C, z) => C.root(z, 7),
    50_000,
  ),
  subject(
    'atanh',
    [
      [0, 0],
      [1, 0],
      [-1, 0],
      [0, 1],
      [-2, 0],
    ],
    6,
    4,
  ),
  subject(
    'atan',
    [
      [0, 0],
      [0, 1],
      [0, -1],
      [1, 0],
      [0, 2],
    ],
    6,
    4,
  ),
  subject(
    'erf',
    [
      [0, 0],
      [1.45, 1.88],
      [0, 2],
      [3, 3],
    ],
    2,
    2,
  ),
];

/** A point of 100 bits beside an anchor or anywhere, sometimes on an axis. */
function randomMember({ anchors, size }: Subject, random: Random): Point {
  const kind = random.integer(0, 4);
  const [x, y] = anchors[random.integer(0, anchors.length - 1)] ?? [0, 0];
  const [lo, hi] = kind === 0 ? [-60, -10] : kind === 1 ? [-12, 0] : [-6, size];
  const part = (anchor: number): Point['re'] => {
    const offset = random.integer(0, 9) === 0 ? dyadicOf(0) : randomDyadic(random, 30, lo, hi);
    return kind < 3 ? sum(dyadicOf(Math.round(anchor * 2 ** 30), -30), offset) : offset;
  };
  return { re: part(x), im: part(y) };
}

const LOW = complexBall(24);
const MIDDLE = complexBall(53);
const FINE = complexBall(128);

/** Discs of all widths around random members: each result must meet the value there, known to 128 bits. */
function check(apply: Apply, member: (random: Random) => Point, wide: number, seed: number, count: number): void {
  const random = createRandom(seed);
  for (let done = 0, tried = 0; done < cases(count);) {
    const x = member(random);
    const value = attempt(() => apply(FINE, FINE.from({ ...x, radius: zeroMagnitude })));
    tried += 1;
    if (tried > cases(count)) expect.fail(`only ${String(done)} of ${String(tried)} members are in the domain`);
    if (value === undefined) continue;
    for (let k = 0; k < 16; k++) {
      const C = k % 2 === 0 ? LOW : MIDDLE;
      const scale = k % 4 < 2 ? random.integer(-C.bits - 5, -8) : random.integer(-8, wide - 1);
      const Z = discAround(C, x, magnitude(1 + random.uniform(), scale), random);
      const result = attempt(() => apply(C, Z));
      if (result === undefined) continue;
      done += 1;
      if (!meet(result, value)) {
        expect.fail(`at ${showDisc({ ...x, radius: zeroMagnitude })}: f(${showDisc(Z)}) = ${showDisc(result)}`);
      }
    }
  }
}

describe('functions of complex balls contain the values at members, computed to 128 bits', () => {
  it.each(subjects)('$name', (f) => {
    check(f.apply, (random) => randomMember(f, random), f.wide, 1000 + f.name.length * 31 + f.size, f.count);
  });

  it('pow, with exponents that are points or discs', () => {
    const base = subject(
      '',
      [
        [1, 0],
        [-1, 0],
        [0, 0],
      ],
      4,
      3,
    );
    for (let i = 0; i < 10; i++) {
      const random = createRandom(1500 + i);
      const exponent = (C: ComplexBallField): ComplexBall => {
        if (i < 3) return C.fromInteger([-3, 5, 12][i] ?? 1);
        const centre = C.disc(fromDouble(1.625 - i / 2), fromDouble(i % 2 === 0 ? 0 : i / 8), zeroMagnitude);
        return C === FINE || i < 7 ? centre : { ...centre, radius: magnitude(1, -4 * i + 20) };
      };
      check(
        (C, z) => C.pow(z, exponent(C)),
        () => randomMember(base, random),
        base.wide,
        1600 + i,
        10_000,
      );
    }
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import type { BigFloat } from '../../src/arithmetic/bigfloat.ts';
import type { LimbFunctions } from '../../src/arithmetic/limb-functions.ts';
import type { Field } from '../../src/arithmetic/number-systems.ts';
import { limbs } from '../../src/arithmetic/limbs.ts';
import {
  Batch,
  POINT_WORDS,
  type Program,
  readMagnitude,
  recordWords,
  schedule,
  tracer,
  type Wire,
  writeNumber,
} from '../../src/gpu/index.ts';
import { fuse } from '../../src/gpu/fuse.ts';
import { cases } from '../laws/random.ts';
import { testGpu, unlessSkipped } from './adapter.ts';
import { operands } from './operands.ts';

const gpu = await testGpu();
const batch = gpu && new Batch(gpu.device);
afterAll(() => gpu?.device.destroy());

type Functions<T> = Field<T> & LimbFunctions<T>;
type Computation = <T>(F: Functions<T>, x: T) => T;

/** Eight steps of Halley's iteration for √(1 + x²), all alike. */
const halley: Computation = <T>(F: Functions<T>, x: T): T => {
  const [three, a] = [F.fromInteger(3), F.add(F.one, F.mul(x, x))];
  let y = a;
  for (let i = 0; i < 8; i += 1) {
    const s = F.mul(y, y);
    y = F.mul(y, F.div(F.add(s, F.mul(three, a)), F.add(F.mul(three, s), a)));
  }
  return y;
};

const FUNCTIONS: readonly (readonly [name: string, compute: Computation])[] = [
  ['eight steps of Halley', halley],
  ['exp', (F, x) => F.exp(x)],
  ['log', (F, x) => F.log(F.add(F.one, F.mul(x, x)))],
  ['tanh', (F, x) => F.tanh(x)],
  ['sinh and cosh', (F, x) => F.mul(F.sinh(x), F.cosh(x))],
  ['atanh', (F, x) => F.atanh(F.div(x, F.add(F.one, F.mul(x, x))))],
  ['a root', (F, x) => F.root(x, 3)],
  ['sign', (F, x) => F.mul(F.sign(x), F.sqrt(F.mul(x, x)))],
];

function programOf(bits: number, compute: Computation): Program {
  const T = tracer(bits, 3);
  const value = compute<Wire>(T, T.inputs[2]!);
  // Records hold magnitudes: the sign is told by the exponent.
  return T.program(T.select(value, T.scale(value, 4000), value));
}

/** The program's values at the points, of groups chosen for so many of them. */
async function values(program: Program, xs: readonly BigFloat[], planned: number): Promise<readonly BigFloat[]> {
  const F = limbs(program.bits);
  const size = F.words + 1;
  const pointWords = POINT_WORDS + size;
  const fill = (from: number, to: number, words: Uint32Array): void => {
    words.fill(0, 0, (to - from) * pointWords);
    for (let i = from; i < to; i += 1) writeNumber(xs[i]!, F.words, words, (i - from) * pointWords + POINT_WORDS);
  };
  const job = { schedule: schedule(program, [F.zero], planned), count: xs.length, block: 1, pointWords, fill };
  const found: BigFloat[] = [];
  for await (const { words } of batch!.run(job)) {
    for (let at = 0; at < words.length; at += recordWords(F.words)) {
      expect(words[at + 1]).toBe(0);
      found.push(readMagnitude(words, at + 2, F.words));
    }
  }
  return found;
}

describe('groups of steps', () => {
  it('cover a program in order, of the same text where steps are wired alike', () => {
    const program = programOf(256, halley);
    const groups = fuse(program, 1e9);
    expect(groups.map(({ first }) => first)).toEqual(
      groups.map((_, i) => groups.slice(0, i).reduce((sum, { length }) => sum + length, 0)),
    );
    expect(groups.reduce((sum, { length }) => sum + length, 0)).toBe(program.steps.length);
    expect(groups.length).toBeLessThan(program.steps.length / 4);
    expect(new Set(groups.map(({ body }) => body)).size).toBeLessThan(groups.length / 1.5);
  });

  it('are single steps where there are few points', () => {
    const groups = fuse(
      programOf(128, (F, x) => F.tanh(x)),
      1000,
    );
    expect(new Set(groups.map(({ body }) => body)).size).toBeLessThanOrEqual(13);
  });

  it('need fewer registers', () => {
    const program = programOf(128, (F, x) => F.log(F.add(F.one, F.mul(x, x))));
    expect(schedule(program, [], 1e9).registers).toBeLessThan(schedule(program, []).registers);
  });
});

describe.skipIf(gpu === undefined)(`functions on a device${unlessSkipped(gpu)}`, () => {
  const F = limbs(128);
  const source = operands(F, 5);
  const xs = Array.from({ length: cases(256) }, () => source.around()).filter(
    ({ mantissa, exponent }) => mantissa !== 0n && exponent + F.bits < 6,
  );
  const expectedOf = (compute: Computation): readonly BigFloat[] =>
    xs.map((x) => {
      const value = compute<BigFloat>(F, x);
      return value.mantissa < 0n ? F.abs(F.scale(value, 4000)) : value;
    });

  it.each(FUNCTIONS)('have the bits of BigInt: %s', async (_, compute) => {
    expect(await values(programOf(F.bits, compute), xs, 0)).toEqual(expectedOf(compute));
  });

  it.each(FUNCTIONS.filter(([name]) => /Halley|sign/u.test(name)))('and in long groups: %s', async (_, compute) => {
    expect(await values(programOf(F.bits, compute), xs, 1e9)).toEqual(expectedOf(compute));
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import type { BigFloat } from '../../src/arithmetic/bigfloat.ts';
import type { LimbOperations } from '../../src/arithmetic/limb-functions.ts';
import type { RealField } from '../../src/arithmetic/number-systems.ts';
import { LIMB_EXPONENTS, type LimbField, limbs } from '../../src/arithmetic/limbs.ts';
import {
  Batch,
  POINT_WORDS,
  readMagnitude,
  recordWords,
  schedule,
  tracer,
  type Wire,
  writeNumber,
} from '../../src/gpu/index.ts';
import { cases, createRandom } from '../laws/random.ts';
import { testGpu, unlessSkipped } from './adapter.ts';

const gpu = await testGpu();
afterAll(() => gpu?.device.destroy());

/** Numbers that carries, cancellation and limits depend on, and random ones around them. */
function operands(F: LimbField, count: number): readonly BigFloat[] {
  const random = createRandom(F.bits);
  const top = 1n << BigInt(F.bits);
  const mantissas = [top - 1n, top >> 1n, (top >> 1n) + 1n, top - 2n ** 16n, (top * 2n) / 3n, top - (top >> 17n)];
  const shifts = [
    0,
    1,
    2,
    15,
    16,
    17,
    31,
    32,
    33,
    F.bits - 17,
    F.bits - 1,
    F.bits,
    F.bits + 1,
    F.bits + 17,
    3 * F.bits,
  ];
  const numbers: BigFloat[] = [F.zero, F.one, F.neg(F.one)];
  for (const mantissa of mantissas) {
    for (const shift of shifts)
      numbers.push({ mantissa: shift % 2 === 0 ? mantissa : -mantissa, exponent: -F.bits - shift });
  }
  // Integers, for truncation and shifts, and the ends of the exponents.
  for (let n = -20; n < 20; n += 1) numbers.push(F.fromInteger(n), F.add(F.fromInteger(n), F.scale(F.one, -1)));
  for (const end of [LIMB_EXPONENTS - 1, 1 - LIMB_EXPONENTS]) {
    numbers.push({ mantissa: top - 1n, exponent: end - F.bits }, { mantissa: -(top >> 1n), exponent: end - F.bits });
  }
  while (numbers.length < count) {
    const mantissa = random.bits(F.bits) | (top >> 1n);
    const near = { mantissa, exponent: random.integer(-40, 40) - F.bits };
    // A number, its negative neighbour some units away, and one with long runs of equal bits.
    const run = (mantissa >> BigInt(random.integer(1, F.bits - 1))) << BigInt(random.integer(1, F.bits - 1));
    numbers.push(near, F.neg(F.add(near, F.fromParts(BigInt(random.integer(1, 9)), near.exponent))));
    numbers.push(F.fromParts(run - 1n, random.integer(-40, 40) - F.bits));
  }
  return numbers.slice(0, count);
}

type System<T> = LimbOperations<T> & Pick<RealField<T>, 'max'>;
type Computation = <T>(F: System<T>, x: T, y: T) => T;

/** The operations, over the numbers and over the wires of a kernel. */
const LONG: Readonly<Record<string, Computation>> = {
  add: (F, x, y) => F.add(x, y),
  sub: (F, x, y) => F.sub(x, y),
  mul: (F, x, y) => F.mul(x, y),
  div: (F, x, y) => F.div(x, y),
};
const SHORT: Readonly<Record<string, Computation>> = {
  neg: (F, x) => F.neg(x),
  truncate: (F, x) => F.truncate(x),
  exponentOf: (F, x) => F.exponentOf(x),
  scale: (F, x) => F.scale(x, -77),
  shift: (F, x, y) => F.shift(x, F.truncate(y)),
  max: (F, x, y) => F.max(x, y),
};

/** Signs are told by the exponent, since records hold magnitudes. */
const SIGN = 4000;

/** Runs an operation on all pairs of operands and counts where the device and BigInt differ. */
async function differences(
  F: LimbField,
  compute: Computation,
  xs: readonly BigFloat[],
  ys: readonly BigFloat[],
): Promise<number> {
  if (gpu === undefined) throw new Error('no device');
  const T = tracer(F.bits, 3);
  const [, x, y] = T.inputs as [Wire, Wire, Wire];
  const value = compute(T, x, y);
  const program = schedule(T.program(T.select(value, T.scale(value, SIGN), value)), xs);
  const size = F.words + 1;
  const table = new Uint32Array(ys.length * size);
  ys.forEach((number, j) => {
    writeNumber(number, F.words, table, j * size);
  });
  const pointWords = POINT_WORDS + size;
  const fill = (from: number, to: number, words: Uint32Array): void => {
    for (let i = from, at = 0; i < to; i += 1, at += pointWords) {
      words.fill(0, at, at + 3);
      words[at + 3] = Math.floor(i / ys.length);
      words.set(table.subarray((i % ys.length) * size, (i % ys.length) * size + size), at + POINT_WORDS);
    }
  };
  let wrong = 0;
  const expected = new Uint32Array(size);
  const job = { schedule: program, count: xs.length * ys.length, block: 1, pointWords, fill };
  for await (const { from, to, words } of new Batch(gpu.device).run(job)) {
    for (let i = from, at = 0; i < to; i += 1, at += recordWords(F.words)) {
      let result: BigFloat | undefined;
      try {
        const exact = compute(F, xs[Math.floor(i / ys.length)]!, ys[i % ys.length]!);
        const marked = F.scale(exact, SIGN);
        result = exact.mantissa < 0n ? F.abs(marked) : exact;
      } catch {
        // A fault on both sides is agreement.
      }
      if (result === undefined || words[at + 1] !== 0) {
        if ((result === undefined) !== (words[at + 1] !== 0)) wrong += 1;
        continue;
      }
      writeNumber(result, F.words, expected, 0);
      const exponent = result.mantissa === 0n ? -0x3000_0000 : result.exponent;
      let same = (words[at + 2]! | 0) === exponent;
      for (let k = 1; k < size; k += 1) same &&= words[at + 2 + k] === expected[k];
      if (!same) wrong += 1;
    }
  }
  return wrong;
}

describe.skipIf(gpu === undefined)(`limb kernels${unlessSkipped(gpu)}`, () => {
  describe.each([
    [128, 1012],
    [160, 60],
    [256, 100],
    [512, 40],
    [1024, 16],
  ])('of %i bits', (bits, count) => {
    const F = limbs(bits);
    const side = Math.round(count * Math.sqrt(cases(1)));
    const numbers = operands(F, Math.max(160, side));
    // Of few operands, those that differ: every so manieth.
    const some = numbers.filter((_, i) => i % Math.max(1, Math.floor(numbers.length / side)) === 0);

    it.each(Object.entries(LONG))('have the bits of BigInt: %s', async (_, compute) => {
      expect(await differences(F, compute, some, numbers)).toBe(0);
    });

    it.each(Object.entries(SHORT))('and without a product: %s', async (_, compute) => {
      expect(await differences(F, compute, numbers.slice(0, 160), some.slice(0, 24))).toBe(0);
    });
  });

  it.each([1, 2, 16, 64, 128, 512])(
    'report the largest number of each block of %i, of equal ones the first',
    async (block) => {
      const F = limbs(128);
      const random = createRandom(block);
      const count = 2000;
      const values = Uint32Array.from({ length: count }, () => random.integer(0, 40));
      const T = tracer(128, 2);
      const fill = (from: number, to: number, words: Uint32Array): void => {
        for (let i = from; i < to; i += 1) words.set([values[i]!, 0, 0, 0], POINT_WORDS * (i - from));
      };
      const job = {
        schedule: schedule(T.program(T.inputs[0]!), [F.zero]),
        count,
        block,
        pointWords: POINT_WORDS,
        fill,
      };
      const found: (readonly [index: number, value: number])[] = [];
      for await (const { from, words } of new Batch(gpu!.device).run(job, 0, 700)) {
        for (let at = 0; at < words.length; at += recordWords(4)) {
          found.push([from + words[at]!, F.toNumber(readMagnitude(words, at + 2, 4))]);
        }
      }
      const expected = Array.from({ length: Math.ceil(count / block) }, (_, b) => {
        const part = values.subarray(b * block, (b + 1) * block);
        const largest = Math.max(...part);
        return [b * block + part.indexOf(largest), largest];
      });
      expect(found).toEqual(expected);
    },
  );
});

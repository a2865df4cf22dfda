import { afterAll, describe, expect, it } from 'vitest';
import type { BigFloat } from '../../src/arithmetic/bigfloat.ts';
import { LIMB_EXPONENTS, type LimbField, limbs } from '../../src/arithmetic/limbs.ts';
import {
  Batch,
  type Operation,
  POINT_WORDS,
  readMagnitude,
  recordWords,
  schedule,
  tracer,
} from '../../src/gpu/index.ts';
import { cases, createRandom } from '../laws/random.ts';
import { testGpu, unlessSkipped } from './adapter.ts';
import { operands, type Operands } from './operands.ts';
import { type Answer, StepRunner } from './step-runner.ts';

const gpu = await testGpu();
afterAll(() => gpu?.device.destroy());

/** An operation with the operands that it is tried on, and what BigInt makes of them. */
interface Law {
  readonly operation: Operation;
  readonly args: (source: Operands) => readonly BigFloat[];
  readonly exact: (F: LimbField, args: readonly BigFloat[], power: number) => BigFloat;
}

const law = (operation: Operation, args: Law['args'], exact: Law['exact']): Law => ({ operation, args, exact });
const pair = (source: Operands): readonly BigFloat[] => source.pair();
const one = (source: Operands): readonly BigFloat[] => source.pair().slice(0, 1);

const LAWS: readonly Law[] = [
  law('add', pair, (F, [x, y]) => F.add(x!, y!)),
  law('sub', pair, (F, [x, y]) => F.sub(x!, y!)),
  law('mul', pair, (F, [x, y]) => F.mul(x!, y!)),
  law('div', pair, (F, [x, y]) => F.div(x!, y!)),
  law('neg', one, (F, [x]) => F.neg(x!)),
  law('abs', one, (F, [x]) => F.abs(x!)),
  law('scale', one, (F, [x], power) => F.scale(x!, power)),
  law(
    'truncate',
    (source) => [source.around()],
    (F, [x]) => F.truncate(x!),
  ),
  law(
    'shift',
    (source) => [source.pair()[0], source.integer()],
    (F, [x, k]) => F.shift(x!, k!),
  ),
  law('exponentOf', one, (F, [x]) => F.exponentOf(x!)),
  law(
    'select',
    (source) => [source.around(), ...source.pair()],
    (F, [x, negative, other]) => F.select(x!, negative!, other!),
  ),
];

/** Pairs of operands of each operation: with `LOGLOG_CASES=128` a million at 128 bits, 2.3 million in all. */
const WIDTHS: readonly (readonly [bits: number, pairs: number])[] = [
  [128, 8192],
  [160, 2048],
  [256, 4096],
  [512, 2048],
  [1024, 1024],
];
const LANES = 2048;
const POWERS = [1, -1, -77, 4000, 0, LIMB_EXPONENTS, -LIMB_EXPONENTS, 2 ** 20];
const LONG_RUN = 120_000 * cases(1);

/** Kernels are compiled once a precision. */
const runners = new Map<number, StepRunner>();
function runnerOf(F: LimbField): StepRunner {
  let runner = runners.get(F.bits);
  if (runner === undefined) runners.set(F.bits, (runner = new StepRunner(gpu!.device, F, LANES)));
  return runner;
}

/** What BigInt answers; undefined for what it refuses, where a kernel has to show a fault. */
function exactly(compute: () => BigFloat): Answer {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

const agree = (x: Answer, y: Answer): boolean =>
  x === undefined || y === undefined
    ? x === y
    : x.mantissa === y.mantissa && (x.mantissa === 0n || x.exponent === y.exponent);

const textOf = (x: Answer): string =>
  x === undefined ? 'a fault' : `${x.mantissa.toString(16)} 2^${String(x.exponent)}`;

/** Runs an operation on pairs of operands; the first on which the device and BigInt differ, in words. */
async function firstDifference(
  F: LimbField,
  { operation, args, exact }: Law,
  pairs: number,
): Promise<string | undefined> {
  const source = operands(F, operation.length);
  for (let done = 0, round = 0; done < pairs; round += 1) {
    const count = Math.min(LANES, pairs - done);
    const rows = Array.from({ length: count }, () => args(source));
    const columns = rows[0]!.map((_, i) => rows.map((row) => row[i]!));
    const power = POWERS[round % POWERS.length]!;
    const answers = await runnerOf(F).step(operation, columns, power);
    for (let i = 0; i < count; i += 1) {
      const expected = exactly(() => exact(F, rows[i]!, power));
      if (!agree(answers[i], expected)) {
        return `${operation} of ${rows[i]!.map(textOf).join(', ')}: ${textOf(answers[i])} instead of ${textOf(expected)}`;
      }
    }
    done += count;
  }
  return undefined;
}

describe.skipIf(gpu === undefined)(`limb kernels${unlessSkipped(gpu)}`, () => {
  describe.each(WIDTHS)('of %i bits', (bits, pairs) => {
    const F = limbs(bits);

    it.each(LAWS)(
      'have the bits of BigInt, and refuse what it refuses: $operation',
      async (each) => {
        expect(await firstDifference(F, each, cases(pairs))).toBeUndefined();
      },
      LONG_RUN,
    );

    it(
      'tell which of two numbers is larger, and the first of equal ones',
      async () => {
        const source = operands(F, 1);
        for (let done = 0; done < cases(pairs); done += LANES / 2) {
          const numbers = Array.from({ length: LANES / 2 }, () => source.pair().map((x) => F.abs(x))).flat();
          const found = await runnerOf(F).largerOfTwo(numbers);
          const expected = found.map((_, i) => {
            const [x, y] = [numbers[2 * i]!, numbers[2 * i + 1]!];
            const second = x.mantissa === 0n ? y.mantissa > 0n : exceeds(y, x);
            return second ? [2 * i + 1, y] : [2 * i, x];
          });
          expect(found).toEqual(expected);
        }
      },
      LONG_RUN,
    );

    it(
      'make numbers of the words of points',
      async () => {
        const random = createRandom(bits);
        for (let done = 0; done < cases(pairs); done += LANES) {
          const lengths = Array.from({ length: LANES }, () => random.integer(0, 64));
          const parts = lengths.map((length) => [random.bits(length), random.integer(-2000, 2000)] as const);
          const codes = parts.flatMap(([m, e]) => [
            Number(m & 0xffff_ffffn),
            Number(m >> 32n),
            ((e << 1) | (e & 1)) >>> 0,
            0,
          ]);
          const answers = await runnerOf(F).points(Uint32Array.from(codes));
          const wrong = parts.findIndex(([m, e], i) => !agree(answers[i], F.fromParts((e & 1) === 1 ? -m : m, e)));
          expect(wrong).toBe(-1);
        }
      },
      LONG_RUN,
    );
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

/** Whether |y| > |x|, for numbers that are not 0 or where x is not. */
function exceeds(y: BigFloat, x: BigFloat): boolean {
  if (y.mantissa === 0n) return false;
  return y.exponent === x.exponent ? y.mantissa > x.mantissa : y.exponent > x.exponent;
}

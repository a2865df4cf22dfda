/**
 * A fast search for the largest error in 32-bit floating point, believed only as far as a test of the compiled kernel goes.
 *
 * The kernel chooses points; every error that leaves this file is evaluated at its point in limb arithmetic.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import { fromDouble } from '../arithmetic/rational.ts';
import { limbs } from '../arithmetic/limbs.ts';
import { evaluate } from '../circuits/evaluate.ts';
import {
  DeviceError,
  FAST_RECORD_WORDS,
  fastKernel,
  fastPointWords,
  fastRun,
  type FastRun,
  type FastSystem,
  type Program,
  splitFloats,
  tracer,
  UntraceableError,
} from '../gpu/index.ts';
import {
  blockSize,
  errorFrom,
  type ErrorTask,
  mergePeaks,
  type Peak,
  RangePeaks,
  workingError,
  workingField,
} from './error-function.ts';
import type { ErrorEvaluator } from './estimate.ts';
import type { GpuEvaluator } from './gpu-evaluator.ts';
import { sampleCode, sampleFrame, samplePoint } from './sampling.ts';

/** An evaluator that says when it was refused. */
export interface FastEvaluator extends ErrorEvaluator {
  /** Why another arithmetic had to go through the points, if it had to. */
  readonly remarks: readonly string[];
}

/** What a {@link fastEvaluator} needs. */
export interface FastEvaluatorOptions {
  readonly device: GPUDevice;
  readonly system: FastSystem;
  /** Goes through the points where the fast kernel is refused; it owns the device. */
  readonly exact: GpuEvaluator;
  /** Changes the kernel's text before it is compiled: for tests that break it. */
  readonly transform?: (code: string) => string;
}

/** Bits for which series are planned, and bits that a sound kernel has. */
const BITS: Readonly<Record<FastSystem, { readonly series: number; readonly sound: number }>> = {
  'double-float': { series: 48, sound: 40 },
  float32: { series: 40, sound: 17 },
};

/** Points of the test, spread over all kinds of samples. */
const TEST_POINTS = 512;
/** The largest error must be so many times the deviation seen in the test. */
const MARGIN = 16;
const CHUNK = 1 << 18;

/** The program of |f − R| over x; the target is tabulated where it cannot be traced. */
function fastProgram(task: ErrorTask, series: number): Program {
  const trace = (isTabulated: boolean): Program => {
    const T = tracer(128, isTabulated ? 2 : 1, series);
    const [x = T.zero, tabulated = T.zero] = T.inputs;
    const [approximation = T.zero] = evaluate(T, task.circuit, [x]);
    const value = isTabulated ? tabulated : task.target.evaluate(T, x);
    return T.program(errorFrom(T, value, approximation, task.relative));
  };
  try {
    return trace(false);
  } catch (error) {
    if (!(error instanceof UntraceableError || error instanceof RangeError)) throw error;
    return trace(true);
  }
}

/** The compiled search of one task. */
class FastSearch {
  readonly #task: ErrorTask;
  readonly #kernel: FastRun;
  readonly #isTabulated: boolean;
  readonly #ends: { readonly lower: number; readonly upper: number; readonly centres: readonly number[] };

  constructor(task: ErrorTask, kernel: FastRun, isTabulated: boolean) {
    this.#task = task;
    this.#kernel = kernel;
    this.#isTabulated = isTabulated;
    const F = limbs(128);
    const { lower, upper, centres } = sampleFrame(F, task.samples);
    this.#ends = { lower: F.toNumber(lower), upper: F.toNumber(upper), centres: centres.map((x) => F.toNumber(x)) };
  }

  /** x of a sample as the sum of two floats, inside the domain up to a rounding of a double. */
  #floats(index: number): readonly [number, number] {
    const { lower, upper, centres } = this.#ends;
    const { centre, negative, mantissa, exponent } = sampleCode(128, this.#task.samples, index);
    const distance = (upper - lower) * mantissa * 2 ** exponent;
    const x = (centres[centre] as number) + (negative ? -distance : distance);
    return splitFloats(Math.max(lower, Math.min(upper, x)));
  }

  /** |e| in limbs at exactly the x that the kernel is given. */
  exactError(index: number): number {
    const F = limbs(128);
    const [high, low] = this.#floats(index);
    const x = F.add(F.constant(fromDouble(high)), F.constant(fromDouble(low)));
    return F.toNumber(F.from(workingError(this.#task, 96)(x)));
  }

  /** The records of the samples with the given numbers. */
  records(
    indices: { readonly length: number; at(i: number): number | undefined },
    block: number,
  ): Promise<Uint32Array> {
    const F = limbs(128);
    const words = fastPointWords(this.#isTabulated);
    const points = new Float32Array(words * indices.length);
    for (let i = 0; i < indices.length; i += 1) {
      const [high, low] = this.#floats(indices.at(i) as number);
      points.set([high, low], words * i);
      if (!this.#isTabulated) continue;
      const x = F.add(F.constant(fromDouble(high)), F.constant(fromDouble(low)));
      points.set(splitFloats(F.toNumber(this.#task.target.evaluate(F, x))), words * i + 2);
    }
    return this.#kernel.records(points, indices.length, block);
  }
}

const view = new DataView(new ArrayBuffer(4));
const floatOf = (word: number): number => {
  view.setUint32(0, word);
  return view.getFloat32(0);
};
const errorAt = (records: Uint32Array, at: number): number =>
  records[at + 1] === 0 ? floatOf(records[at + 2] as number) + floatOf(records[at + 3] as number) : NaN;

/** Searches in floating point, and leaves everything that this is not sure of to the exact evaluator. */
class FastSearcher implements FastEvaluator {
  readonly #options: FastEvaluatorOptions;
  readonly remarks: string[] = [];
  #used = false;

  constructor(options: FastEvaluatorOptions) {
    this.#options = options;
  }

  get backend(): 'cpu' | 'webgpu' {
    return this.#used ? 'webgpu' : this.#options.exact.backend;
  }

  get device(): string {
    return this.#options.exact.device;
  }

  get arithmetic(): string | undefined {
    if (!this.#used) return undefined;
    return this.#options.system === 'float32'
      ? 'a preview in float32, evaluated at its point in'
      : 'double-float, evaluated at its point in';
  }

  async largest(task: ErrorTask, bits: number, onProgress: (done: number) => void): Promise<readonly Peak[]> {
    return mergePeaks(await this.ofRanges(task, bits, 0, onProgress), bits);
  }

  async ofRanges(
    task: ErrorTask,
    bits: number,
    first: number,
    onProgress: (done: number) => void,
  ): Promise<readonly (readonly Peak[])[]> {
    const refused = first > 0 ? 'a part was asked for' : await this.#search(task, bits, onProgress);
    if (typeof refused !== 'string') {
      this.#used = true;
      return refused;
    }
    this.#used = false;
    this.remarks.push(`${this.#options.system} was refused: ${refused}; went on in ${workingField(bits).name}`);
    return this.#options.exact.ofRanges(task, bits, first, onProgress);
  }

  /** The peaks, or why the kernel is not to be believed. */
  async #search(
    task: ErrorTask,
    bits: number,
    onProgress: (done: number) => void,
  ): Promise<readonly (readonly Peak[])[] | string> {
    try {
      const { system, device, transform = (code: string) => code } = this.#options;
      const program = fastProgram(task, BITS[system].series);
      const code = transform(fastKernel(program, system, (x: BigFloat) => limbs(128).toNumber(x)));
      const search = new FastSearch(task, await fastRun(device, code), program.inputs > 1);
      const deviation = await deviationSeen(search, task.samples.points);
      const allowed = 2 ** -BITS[system].sound;
      if (!(deviation.absolute <= allowed * Math.max(1, deviation.scale))) {
        return `its test was off by ${deviation.absolute.toExponential(1)}`;
      }
      return await peaksOf(
        search,
        task,
        bits,
        MARGIN * Math.max(deviation.absolute, allowed * deviation.scale),
        onProgress,
      );
    } catch (error) {
      if (error instanceof DeviceError || error instanceof RangeError) return error.message;
      throw error;
    }
  }
}

/** How far the compiled kernel is from limbs at the points of its test, and the largest error there. */
async function deviationSeen(
  search: FastSearch,
  points: number,
): Promise<{ readonly absolute: number; readonly scale: number }> {
  const count = Math.min(points, TEST_POINTS);
  const indices = Array.from({ length: count }, (_, i) => Math.floor((i * points) / count));
  const records = await search.records(indices, 1);
  let [absolute, scale] = [0, 0];
  indices.forEach((index, i) => {
    const exact = search.exactError(index);
    const distance = Math.abs(errorAt(records, FAST_RECORD_WORDS * i) - exact);
    // No number at all is the largest deviation there is.
    absolute = Number.isNaN(distance) ? Infinity : Math.max(absolute, distance);
    scale = Math.max(scale, exact);
  });
  return { absolute, scale };
}

/** Peaks of all ranges, evaluated in limbs; a refusal where the largest is not well above the kernel's own accuracy. */
async function peaksOf(
  search: FastSearch,
  task: ErrorTask,
  bits: number,
  least: number,
  onProgress: (done: number) => void,
): Promise<readonly (readonly Peak[])[] | string> {
  const { samples } = task;
  const block = blockSize(samples.points);
  const F = workingField(bits);
  const found = new RangePeaks(samples.points, bits);
  let largest = 0;
  for (let from = 0; from < samples.points; from += CHUNK) {
    const length = Math.min(CHUNK, samples.points - from);
    const records = await search.records({ length, at: (i) => from + i }, block);
    for (let at = 0, start = from; at < records.length; at += FAST_RECORD_WORDS, start += block) {
      const error = errorAt(records, at);
      if (Number.isNaN(error)) return 'a value was no number';
      largest = Math.max(largest, error);
      const point = samplePoint(F, samples, from + (records[at] as number));
      found.add(start, { ...point, error: F.constant(fromDouble(Math.max(0, error))) });
    }
    onProgress((from + length) / samples.points);
  }
  if (!(largest > least)) return `the largest error, ${largest.toExponential(1)}, is not above its accuracy`;
  const exact = workingError(task, bits);
  return found
    .before(samples.points, samples.points)
    .map((peaks) => peaks.map((peak) => ({ ...peak, error: exact(peak.x) })));
}

/**
 * A search in floating point on a device, in front of the exact evaluator.
 *
 * The compiled kernel is first tested at 512 samples against limb arithmetic: `double-float` must be right to 2^−40 there,
 * `float32` to 2^−17, otherwise it is refused and the exact evaluator goes through the points; so it does where the largest error
 * found is below 16 times what the kernel can tell. What is reported was evaluated at its point in limb arithmetic.
 * @param options - Device, number system, and the evaluator that stands behind.
 * @returns The evaluator; it closes nothing.
 */
export function fastEvaluator(options: FastEvaluatorOptions): FastEvaluator {
  return new FastSearcher(options);
}

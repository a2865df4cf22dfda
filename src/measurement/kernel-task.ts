/**
 * An error task as a job for the kernels: the program |f − R| at a coded point, and the words of the points.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import type { LimbField } from '../arithmetic/limbs.ts';
import { evaluate } from '../circuits/evaluate.ts';
import {
  type BatchJob,
  POINT_WORDS,
  type Program,
  schedule,
  tracer,
  UntraceableError,
  writeNumber,
} from '../gpu/index.ts';
import { blockSize, errorFrom, type ErrorTask } from './error-function.ts';
import { placeSample, sampleCode, sampleFrame, samplePoint } from './sampling.ts';

/** Where the values of the target come from. */
export type TargetSource = 'kernel' | 'table';

/** The program, with the target traced where the kernels have its functions, and read from a table otherwise. */
function traceTask(F: LimbField, task: ErrorTask, source: TargetSource): Program {
  const { lower, upper, width } = sampleFrame(F, task.samples);
  const T = tracer(F.bits, source === 'table' ? 3 : 2);
  const [u = T.zero, centre = T.zero, tabulated = T.zero] = T.inputs;
  const frame = { lower: { constant: lower }, upper: { constant: upper }, width: { constant: width } };
  const x = placeSample(T, frame, centre, u);
  const [approximation] = evaluate(T, task.circuit, [x]);
  if (approximation === undefined) throw new RangeError('kernelTask: expected a circuit with an output');
  const value = source === 'table' ? tabulated : task.target.evaluate(T, x);
  return T.program(errorFrom(T, value, approximation, task.relative));
}

/** A target that is refused while it is traced (a function without a kernel, a constant out of its domain) is tabulated. */
function traceEither(F: LimbField, task: ErrorTask): { readonly program: Program; readonly source: TargetSource } {
  try {
    return { program: traceTask(F, task, 'kernel'), source: 'kernel' };
  } catch (error) {
    if (!(error instanceof UntraceableError || error instanceof RangeError)) throw error;
    return { program: traceTask(F, task, 'table'), source: 'table' };
  }
}

/**
 * The job of a task.
 * @param F - The limb arithmetic.
 * @param task - What is measured.
 * @returns The job for a device, whose records have the bits of `workingError`.
 * @throws {RangeError} where the circuit divides by a constant zero
 */
export function kernelJob(F: LimbField, task: ErrorTask): BatchJob {
  const { samples, target } = task;
  const { program, source } = traceEither(F, task);
  const { centres } = sampleFrame(F, samples);
  const pointWords = POINT_WORDS + (source === 'table' ? F.words + 1 : 0);
  const fill = (from: number, to: number, words: Uint32Array): void => {
    for (let i = from, at = 0; i < to; i += 1, at += pointWords) {
      const { centre, negative, mantissa, exponent } = sampleCode(F.bits, samples, i);
      words[at] = mantissa >>> 0;
      words[at + 1] = Math.floor(mantissa / 2 ** 32);
      words[at + 2] = ((exponent << 1) | (negative ? 1 : 0)) >>> 0;
      words[at + 3] = centre;
      if (source === 'kernel') continue;
      const value: BigFloat = target.evaluate(F, samplePoint(F, samples, i).x);
      writeNumber(value, F.words, words, at + POINT_WORDS);
    }
  };
  return {
    schedule: schedule(program, centres, samples.points),
    count: samples.points,
    block: blockSize(samples.points),
    pointWords,
    fill,
  };
}

/** What a worker thread does: the largest errors over a range of sample points. */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { PoleError } from '../circuits/evaluate.ts';
import { targetOf } from '../circuits/network-target.ts';
import { largestErrors } from './error-function.ts';
import type { SampleSet } from './sampling.ts';

/** A range of points of a task, in structured-clonable form: the target by name. */
export interface WorkerTask {
  readonly circuit: Circuit;
  readonly target: string;
  readonly samples: SampleSet;
  readonly relative: boolean;
  readonly bits: number;
  readonly from: number;
  readonly to: number;
}

/** Peaks as plain data. */
export interface WorkerPeak {
  readonly x: BigFloat;
  readonly reach: BigFloat;
  readonly error: BigFloat;
}

/** The entry that the pool calls. */
export default function work(task: WorkerTask): readonly WorkerPeak[] {
  const { circuit, samples, relative, bits, from, to } = task;
  try {
    return largestErrors({ circuit, samples, relative, target: targetOf(task.target) }, bits, from, to);
  } catch (error) {
    // The class of an error does not survive the way between threads, only the standard ones do.
    throw error instanceof PoleError ? new RangeError(error.message) : error;
  }
}

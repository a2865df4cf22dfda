/**
 * All that is found out about the error of one network: an estimate by sampling, and a bound with its certificate.
 */
import type { Rational } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import type { Domain, Target } from '../functions/target.ts';
import { type CertifiedError, certifyError } from './certify.ts';
import { type ErrorEstimate, estimateError } from './estimate.ts';

/** What is to be assessed. */
export interface AssessmentRequest {
  readonly circuit: Circuit;
  readonly target: Target;
  readonly domain: Domain;
  /** |f − R|/|f| instead of |f − R|. */
  readonly relative: boolean;
  /** Expected size of the error. */
  readonly eps: Rational;
  /** Sample points of the estimate, and their seed. */
  readonly points: number;
  readonly seed: number;
  /** upper/lower that the bound is to reach. */
  readonly tightness: number;
  /** Time for the bound; without any, none is sought. */
  readonly maxSeconds: number;
}

/** What was found out. */
export interface Assessment {
  readonly estimate: ErrorEstimate;
  readonly certified?: CertifiedError;
}

/** Someone who assesses networks, several at a time. */
export interface Assessor {
  readonly device: string;
  /** How many assessments are worth asking for at a time. */
  readonly concurrency: number;
  assess(request: AssessmentRequest): Promise<Assessment>;
}

/**
 * Samples the error and certifies it.
 * @param request - Circuit, target, domain, and how much of either.
 * @returns The estimate, and the bound if time was given for one.
 * @throws {RangeError} as {@link estimateError}.
 */
export async function assess(request: AssessmentRequest): Promise<Assessment> {
  const { circuit, target, domain, relative, tightness, maxSeconds } = request;
  const estimate = await estimateError(request);
  if (maxSeconds <= 0) return { estimate };
  return { estimate, certified: await certifyError({ circuit, target, domain, relative, tightness, maxSeconds }) };
}

/** Assesses in the thread that asks. */
export const assessHere: Assessor = Object.freeze({ device: 'one CPU thread', concurrency: 1, assess });

/**
 * Local refinement of sampled errors.
 */
import type { BigFloat, BigFloatField } from '../arithmetic/bigfloat.ts';
import { comparingField, type ErrorTask, type Peak, workingError } from './error-function.ts';
import { sampledEnds } from './sampling.ts';

/** Golden-section search around each peak; the largest error seen wins. */
export function refine(task: ErrorTask, bits: number, peaks: readonly Peak[]): Peak {
  const F = comparingField(bits);
  const error = workingError(task, bits);
  const { lower, upper } = sampledEnds(F, task.samples.domain);
  const [first, ...rest] = peaks.map((peak) => {
    const left = F.max(lower, F.sub(peak.x, peak.reach));
    const right = F.min(upper, F.add(peak.x, peak.reach));
    return goldenSection(F, error, left, right, peak);
  });
  if (first === undefined) throw new RangeError('refine: no sample could be evaluated');
  return rest.reduce((best, peak) => (F.compare(peak.error, best.error) > 0 ? peak : best), first);
}

const GOLDEN_STEPS = 36;

function goldenSection(
  F: BigFloatField,
  error: (x: BigFloat) => BigFloat,
  left: BigFloat,
  right: BigFloat,
  peak: Peak,
): Peak {
  const ratio = F.fromParts(BigInt(Math.round(((Math.sqrt(5) - 1) / 2) * 2 ** 52)), -52);
  const probe = (x: BigFloat): Peak => ({ x, reach: peak.reach, error: error(x) });
  let [a, b] = [left, right];
  let low = probe(F.sub(b, F.mul(ratio, F.sub(b, a))));
  let high = probe(F.add(a, F.mul(ratio, F.sub(b, a))));
  let best = peak;
  for (let i = 0; i < GOLDEN_STEPS; i += 1) {
    for (const candidate of [low, high]) if (F.compare(candidate.error, best.error) > 0) best = candidate;
    if (F.compare(low.error, high.error) > 0) {
      [b, high] = [high.x, low];
      low = probe(F.sub(b, F.mul(ratio, F.sub(b, a))));
    } else {
      [a, low] = [low.x, high];
      high = probe(F.add(a, F.mul(ratio, F.sub(b, a))));
    }
  }
  return best;
}

/**
 * Whether errors fall fast enough with the degree.
 */

/** The error of a degree, as its binary logarithm. */
export interface DegreeError {
  readonly degree: number;
  readonly size: number;
}

/** From this degree on it is asked whether errors fall fast enough. */
const SLOW_DEGREE = 16;
/**
 * log(1/error) grows with each doubling of the degree by as much as before for algebraic convergence, by √2 times that for root-exponential,
 * twice for geometric convergence, and by more for entire functions.
 */
const FASTEST = 3;
/** More than what is expected. */
const MARGIN = 1.25;

/**
 * Whether the last three errors, continued, stay above ε up to the largest degree.
 *
 * Heuristic: the fall with each doubling grows by the factor that is seen, but at most threefold.
 * @param errors - Those of rising degrees, each about twice the one before.
 * @param most - The largest degree.
 * @param goal - log₂ ε.
 */
export function fallsTooSlowly(errors: readonly DegreeError[], most: number, goal: number): boolean {
  const [first, second, third] = errors.slice(-3);
  if (first === undefined || second === undefined || third === undefined) return false;
  if (third.degree < SLOW_DEGREE || first.degree < 1) return false;
  const fall = (from: DegreeError, to: DegreeError): number =>
    (from.size - to.size) / Math.log2(to.degree / from.degree);
  const [before, last] = [fall(first, second), fall(second, third)];
  if (last <= 0) return before <= 0;
  const ratio = before <= 0 ? FASTEST : Math.max(1, Math.min(FASTEST, last / before));
  let [size, step] = [third.size, last];
  for (let n = third.degree; n < most; n *= 2) {
    step *= ratio;
    size -= MARGIN * step;
  }
  return size > goal;
}

/**
 * Complex balls: discs that contain, with certainty, what exact complex arithmetic would give.
 *
 * Containment: for every operation f and all complex z ∈ Z, w ∈ W, the disc f(Z, W) contains f(z, w), where f is the
 * principal branch; a disc that may meet a cut or a pole is refused. It rests on the real balls of the same precision and
 * on the inequalities that stand beside the code.
 */
import { ball } from './ball.ts';
import { type ComplexBallField, createComplexBallArithmetic } from './complex-ball-arithmetic.ts';
import { createComplexErf } from './complex-ball-erf.ts';
import { createComplexExponential } from './complex-ball-exponential.ts';
import { createComplexLogarithm } from './complex-ball-logarithm.ts';
import { createComplexPower } from './complex-ball-power.ts';

export type { ComplexBallField } from './complex-ball-arithmetic.ts';
export type { ComplexBall } from './complex-ball-tools.ts';

const systems = new Map<number, ComplexBallField>();

/**
 * Disc arithmetic with centres of `bits` bits.
 *
 * The result of every operation contains all exact results for members of the operands; on points the radius is a few
 * units in the last place of the result, and zero where field operations are seen to be exact. Discs of any radius are
 * admitted, as long as they avoid the cuts and poles of the function.
 * @param bits - Precision of the centres' parts, at least 8.
 * @returns The number system; the same object for the same precision.
 * @throws {RangeError} for a lower precision; operations throw it where an operand is not shown to be inside the domain.
 *
 * Reference: I. Gargantini and P. Henrici, Circular arithmetic and the determination of polynomial zeros, Numer. Math. 18
 * (1972) 305–320, doi:10.1007/BF01404681.
 */
export function complexBall(bits: number): ComplexBallField {
  const known = systems.get(bits);
  if (known) return known;
  const real = ball(bits);
  const core = createComplexBallArithmetic(real);
  const { awayFromCut, ...logarithm } = createComplexLogarithm(real);
  const created: ComplexBallField = Object.freeze({
    ...core,
    ...createComplexExponential(real),
    ...logarithm,
    ...createComplexPower(core, awayFromCut, complexBall),
    erf: createComplexErf(core, complexBall),
    get pi() {
      return core.fromReal(real.pi);
    },
  });
  systems.set(bits, created);
  return created;
}

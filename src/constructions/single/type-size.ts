/**
 * The size of a single rational function by its type, before its coefficients are known.
 */
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import { circuitField } from '../../circuits/builder.ts';
import type { Size } from '../../circuits/circuit.ts';
import { sizeOf } from '../../circuits/size.ts';
import { halvedType, type Symmetry } from '../minimax/symmetry.ts';
import { applyParts } from './parts.ts';

/** Any coefficients, none zero and all different, of a degree. */
const generic = (degree: number, numerator: bigint): readonly Rational[] =>
  Array.from({ length: degree + 1 }, (_, k) => makeRational(numerator, BigInt(4 * k + 3)));

/** The size of a function of type (m, n) with the symmetry, if no coefficient vanishes; smaller where some do. */
export function sizeOfType(symmetry: Symmetry | undefined, m: number, n: number): Size {
  const [p, q] = symmetry === undefined ? [m, n] : halvedType(symmetry, m, n);
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  const parts = {
    P: generic(Math.max(0, p), 1n),
    Q: generic(q, 2n),
    constant: symmetry?.hasConstant === true ? rationals.one : rationals.zero,
    slope: symmetry?.hasSlope === true ? rationals.one : rationals.zero,
    symmetry,
  };
  return sizeOf(F.build([applyParts(F, parts, x)]));
}

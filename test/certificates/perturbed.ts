/** Circuits at complex points with every step moved a little: what an enclosure on a disc speaks about. */
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { type Complex, complexField } from '../../src/arithmetic/complex-field.ts';
import { log2Of } from '../../src/arithmetic/numerals.ts';
import { dyadic, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import type { Disc } from '../../src/certificates/disc-model.ts';
import { fixedOf } from '../../src/certificates/fixed-point.ts';
import { CENTRE_BITS } from '../../src/certificates/model.ts';
import { STEP, type Steps } from '../../src/certificates/steps.ts';
import type { Random } from '../laws/random.ts';

const F = bigfloat(300);
const C = complexField(F);

/** A complex number of 300 bits. */
export type Point = Complex<BigFloat>;

/** |z| as a double times a power of two is too narrow: log₂|z|, −∞ for 0. */
export function log2Size(z: Point): number {
  const norm = F.toRational(C.norm(z));
  return norm.numerator === 0n ? -Infinity : log2Of(norm) / 2;
}

/** |z|, to 300 bits. */
export const sizeOf = (z: Point): BigFloat => F.sqrt(C.norm(z));

/** The point of modulus 1 with the direction of z; 1 for 0. */
function direction(z: Point): Point {
  const size = sizeOf(z);
  return size.mantissa === 0n ? C.one : C.div(z, C.fromParts(size, F.zero));
}

/** The point re + i·im times 2^exponent, parts in [−1, 1]. */
export function point(re: number, im: number, exponent = 0): Point {
  const part = (x: number): BigFloat => F.constant(dyadic(BigInt(Math.round(x * 2 ** 52)), exponent - 52));
  return C.fromParts(part(re), part(im));
}

/** A point of the closed unit disc, often on its circle. */
export function inUnitDisc(random: Random): Point {
  const angle = 2 * Math.PI * random.uniform();
  const radius = (random.integer(0, 3) === 0 ? random.uniform() : 1) * (1 - 2 ** -40);
  return point(radius * Math.cos(angle), radius * Math.sin(angle));
}

/** c + hζ. */
export function onDisc({ re, im, radius, exponent }: Disc, zeta: Point): Point {
  const h = C.fromParts(F.scale(F.constant(dyadic(BigInt(Math.round(radius * 2 ** 52)), -52)), exponent), F.zero);
  return C.add(C.fromParts(F.constant(re), F.constant(im)), C.mul(h, zeta));
}

/** The values of all steps at z, each moved by its perturbation. */
export function perturbedValues(
  steps: Steps,
  z: Point,
  perturbations: readonly (Point | undefined)[],
): readonly Point[] {
  const { length, ops, lefts, rights, constants } = steps;
  const values: Point[] = [];
  for (let i = 0; i < length; i += 1) {
    const [v, w] = [values[lefts[i]!]!, values[rights[i]!]!];
    const constant = constants[i];
    const op = ops[i];
    const value =
      i === 0
        ? z
        : constant !== undefined
          ? C.constant(constant)
          : op === STEP.neg
            ? C.neg(v)
            : op === STEP.add
              ? C.add(v, w)
              : op === STEP.sub
                ? C.sub(v, w)
                : op === STEP.mul
                  ? C.mul(v, w)
                  : C.div(v, w);
    const theta = perturbations[i];
    values.push(theta === undefined ? value : C.add(value, theta));
  }
  return values;
}

/** The derivatives of the output by the perturbations of all steps. */
function derivatives(steps: Steps, values: readonly Point[]): readonly Point[] {
  const { length, ops, lefts, rights, output } = steps;
  const found: Point[] = Array.from({ length }, () => C.zero);
  found[output] = C.one;
  const add = (i: number, by: Point): void => {
    found[i] = C.add(found[i]!, by);
  };
  for (let i = length - 1; i > 0; i -= 1) {
    const [op, own, l, r] = [ops[i], found[i]!, lefts[i]!, rights[i]!];
    if (op === STEP.const) continue;
    if (op === STEP.neg) add(l, C.neg(own));
    else if (op === STEP.add || op === STEP.sub) {
      add(l, own);
      add(r, op === STEP.add ? own : C.neg(own));
    } else if (op === STEP.mul) {
      add(l, C.mul(own, values[r]!));
      add(r, C.mul(own, values[l]!));
    } else {
      const part = C.div(own, values[r]!);
      add(l, part);
      add(r, C.neg(C.mul(part, values[i]!)));
    }
  }
  return found;
}

/** Whether a step's constant is exact in the models, so that it is not perturbed. */
function isExact(constant: Rational, unit: number): boolean {
  const bits = CENTRE_BITS - unit;
  return bits >= 0 && rationals.compare(dyadic(fixedOf(constant, bits), -bits), constant) === 0;
}

/** One perturbation for each step, of modulus at most 2^unit. */
export function perturbations(
  { constants }: Steps,
  units: Int32Array,
  choose: (step: number) => Point,
): readonly (Point | undefined)[] {
  return Array.from(units, (unit, i) => {
    const constant = constants[i];
    if (constant !== undefined && isExact(constant, unit)) return undefined;
    const { re, im } = choose(i);
    return C.fromParts(F.scale(re, unit), F.scale(im, unit));
  });
}

/** A point of the disc and perturbations that make the output large: all of them push it outward, to first order. */
export function pushedOutward(
  steps: Steps,
  disc: Disc,
  units: Int32Array,
  start: Point,
): { readonly zeta: Point; readonly perturbations: readonly (Point | undefined)[] } {
  const almost = point(1 - 2 ** -50, 0);
  let zeta = start;
  let moved: readonly (Point | undefined)[] = [];
  for (let round = 0; round < 3; round += 1) {
    const values = perturbedValues(steps, onDisc(disc, zeta), moved);
    const outward = direction(values[steps.output]!);
    const slopes = derivatives(steps, values);
    const along = (step: number): Point => C.mul(almost, C.mul(outward, C.conj(direction(slopes[step]!))));
    moved = perturbations(steps, units, along);
    zeta = along(0);
  }
  return { zeta, perturbations: moved };
}

/**
 * Contours to try around a panel, and what a few points on them tell of a circuit. Nothing here is proven, nor need it be.
 */
import { type BigFloat, bigfloat } from '../arithmetic/bigfloat.ts';
import { complexField } from '../arithmetic/complex-field.ts';
import { log2Of } from '../arithmetic/numerals.ts';
import { fromDouble, type Rational, rationals, rationalToNumber } from '../arithmetic/rational.ts';
import type { Contour } from '../certificates/contour.ts';
import type { Frame } from '../certificates/panel.ts';
import { evaluateSteps, STEP, type Steps } from '../certificates/steps.ts';

/** Vertices of contours are integers over 2^20; this much they lie outside of the tangents, so that rounding does no harm. */
const VERTEX_BITS = 20;
const CLEARANCE = 1 + 2 ** -12;

/**
 * A polygon around the ellipse with half-axes a and b, its upper half of `edges` tangents at the parameters
 * (j + 1/2)π/edges.
 */
export function contourAround(a: number, b: number, edges: number): Contour {
  const stretch = CLEARANCE / Math.cos(Math.PI / (2 * edges));
  const vertices = Array.from({ length: edges + 1 }, (_, j): readonly [number, number] => {
    const angle = (Math.PI * j) / edges;
    const onAxis = j === 0 || j === edges;
    const [x, y] = [a * Math.cos(angle) * stretch, onAxis ? 0 : b * Math.sin(angle) * stretch];
    return [Math.round(x * 2 ** VERTEX_BITS), Math.ceil(y * 2 ** VERTEX_BITS)];
  });
  return { bits: VERTEX_BITS, vertices };
}

/** A polygon around the Bernstein ellipse E_ρ. */
export const contourOfRho = (rho: number, edges: number): Contour =>
  contourAround((rho + 1 / rho) / 2, (rho - 1 / rho) / 2, edges);

/** What a circuit is seen to do on a contour. */
export interface Probe {
  /** log₂ of the largest |value| of each step; −∞ where it is 0 at every point. */
  readonly sizes: Float64Array;
  /** Whether a divisor winds around 0, that is, vanishes inside. */
  readonly winds: boolean;
}

/** The vertices of a contour. */
const verticesOf = ({ bits, vertices }: Contour): readonly (readonly [number, number])[] =>
  vertices.map(([x, y]) => [x * 2 ** -bits, y * 2 ** -bits]);

/** Points of the contour: vertices and middles of edges, in order. */
function pointsOf({ bits, vertices }: Contour): readonly (readonly [number, number])[] {
  const points = vertices.flatMap(([x, y], i) => {
    const next = vertices[i + 1];
    return next === undefined ? [[x, y] as const] : [[x, y] as const, [(x + next[0]) / 2, (y + next[1]) / 2] as const];
  });
  return points.map(([x, y]) => [x * 2 ** -bits, y * 2 ** -bits]);
}

/** Evaluates the steps at x + iy in doubles. */
function evaluateInDoubles(
  steps: Steps,
  constants: Float64Array,
  x: number,
  y: number,
  re: Float64Array,
  im: Float64Array,
): void {
  const { length, ops, lefts, rights } = steps;
  re[0] = x;
  im[0] = y;
  for (let i = 1; i < length; i += 1) {
    const [l, r] = [lefts[i] as number, rights[i] as number];
    const [a, b, c, d] = [re[l] as number, im[l] as number, re[r] as number, im[r] as number];
    switch (ops[i]) {
      case STEP.const:
        re[i] = constants[i] as number;
        im[i] = 0;
        break;
      case STEP.add:
        re[i] = a + c;
        im[i] = b + d;
        break;
      case STEP.sub:
        re[i] = a - c;
        im[i] = b - d;
        break;
      case STEP.mul:
        re[i] = a * c - b * d;
        im[i] = a * d + b * c;
        break;
      case STEP.div: {
        const size = c * c + d * d;
        re[i] = (a * c + b * d) / size;
        im[i] = (b * c - a * d) / size;
        break;
      }
      default:
        re[i] = -a;
        im[i] = -b;
    }
  }
}

/** Argument turned through by each divisor between points, summed; |sum| near π or more tells of zeros inside. */
class Winding {
  readonly #steps: Steps;
  readonly #turned: Float64Array;
  readonly #previous: Float64Array;
  #started = false;

  constructor(steps: Steps) {
    this.#steps = steps;
    this.#turned = new Float64Array(steps.divisions.length);
    this.#previous = new Float64Array(steps.divisions.length);
  }

  note(re: Float64Array, im: Float64Array): void {
    this.#steps.divisions.forEach((division, k) => {
      const divisor = this.#steps.rights[division] as number;
      const argument = Math.atan2(im[divisor] as number, re[divisor] as number);
      if (this.#started) {
        const turn = argument - (this.#previous[k] as number);
        this.#turned[k] = (this.#turned[k] as number) + turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
      }
      this.#previous[k] = argument;
    });
    this.#started = true;
  }

  /** The upper half turns by π for each zero inside the whole contour. */
  winds(): boolean {
    return this.#turned.some((angle) => !(Math.abs(angle) < 1.5));
  }
}

const doublesOf = new WeakMap<Steps, Float64Array>();

/** The constants of the steps as doubles. */
function constantsOf(steps: Steps): Float64Array {
  const known = doublesOf.get(steps);
  if (known) return known;
  const constants = Float64Array.from(steps.constants, (value) => (value === undefined ? 0 : rationalToNumber(value)));
  doublesOf.set(steps, constants);
  return constants;
}

/** log₂ of the distance from 0 over the scale, 0 at least: so many bits are lost where x − c is formed. */
function narrowness({ centre, scale }: Frame): number {
  return centre.numerator === 0n ? 0 : Math.max(0, log2Of(centre) - log2Of(scale));
}

const MOST_NARROW = 20;

/**
 * Evaluates a circuit at a few points of a contour, in doubles.
 * @returns What is seen, or undefined where doubles do not tell the points apart or do not hold the values.
 */
export function probe(steps: Steps, frame: Frame, contour: Contour): Probe | undefined {
  return narrowness(frame) < MOST_NARROW ? probeInDoubles(steps, frame, pointsOf(contour)) : undefined;
}

function probeInDoubles(steps: Steps, frame: Frame, points: readonly (readonly [number, number])[]): Probe | undefined {
  const sizes = new Float64Array(steps.length).fill(-Infinity);
  const [re, im] = [new Float64Array(steps.length), new Float64Array(steps.length)];
  const [centre, scale] = [rationalToNumber(frame.centre), rationalToNumber(frame.scale)];
  const winding = new Winding(steps);
  for (const [x, y] of points) {
    evaluateInDoubles(steps, constantsOf(steps), centre + scale * x, scale * y, re, im);
    for (let i = 0; i < steps.length; i += 1) {
      const size = Math.log2(Math.abs(re[i] as number) + Math.abs(im[i] as number));
      // A zero may be an underflow; only that of a constant is believed.
      if (!(size < 1020) || (size < -1000 && steps.constants[i]?.numerator !== 0n)) return undefined;
      if (size > (sizes[i] as number)) sizes[i] = size;
    }
    winding.note(re, im);
  }
  return { sizes, winds: winding.winds() };
}

/** The same with arbitrary precision, much slower: for narrow frames and numbers out of the range of doubles. */
export function probeExactly(steps: Steps, frame: Frame, contour: Contour): Probe | undefined {
  const F = bigfloat(64 * Math.ceil((128 + narrowness(frame)) / 64));
  const C = complexField(F);
  const sizes = new Float64Array(steps.length).fill(-Infinity);
  const winding = new Winding(steps);
  const place = (t: number, from: Rational): BigFloat =>
    F.constant(rationals.add(from, rationals.mul(frame.scale, fromDouble(t))));
  const [re, im] = [new Float64Array(steps.length), new Float64Array(steps.length)];
  const exponentOf = ({ mantissa, exponent }: BigFloat): number => (mantissa === 0n ? -Infinity : exponent + F.bits);
  try {
    for (const [x, y] of verticesOf(contour)) {
      const z = { re: place(x, frame.centre), im: place(y, rationals.zero) };
      evaluateSteps(C, steps, z).forEach((value, i) => {
        const size = Math.max(exponentOf(value.re), exponentOf(value.im));
        if (size > (sizes[i] as number)) sizes[i] = size;
        // Directions only, in the range of doubles.
        const shift = size === -Infinity ? 0 : -size;
        re[i] = F.toNumber(F.scale(value.re, shift));
        im[i] = F.toNumber(F.scale(value.im, shift));
      });
      winding.note(re, im);
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return { sizes, winds: winding.winds() };
}

/** Units of sums and products are no finer than this part, 2^−4, of the perturbation that they inherit. */
const INHERITED = 4;

/**
 * Units for the perturbation of every step: 2^−g of its size, or what its operands pass on anyway.
 * @param floor - The least unit that can matter.
 */
export function unitsFor(steps: Steps, { sizes }: Probe, g: number, floor: number): Int32Array {
  const { length, ops, lefts, rights } = steps;
  const units = new Int32Array(length);
  for (let i = 0; i < length; i += 1) {
    const size = sizes[i] as number;
    const own = size === -Infinity ? floor : Math.ceil(size) - g;
    const [l, r] = [lefts[i] as number, rights[i] as number];
    units[i] = Math.max(own, floor, Math.ceil(inherited(ops[i] as number, units, sizes, i, l, r)) - INHERITED);
  }
  return units;
}

/** About log₂ of the perturbation that a step inherits. */
function inherited(op: number, units: Int32Array, sizes: Float64Array, i: number, l: number, r: number): number {
  const [unitL, unitR] = [units[l] as number, units[r] as number];
  const [size, sizeL, sizeR] = [sizes[i] as number, sizes[l] as number, sizes[r] as number];
  if (op === STEP.add || op === STEP.sub) return Math.max(unitL, unitR);
  if (op === STEP.neg) return unitL;
  if (op === STEP.mul) return Math.max(unitL + sizeR, unitR + sizeL, unitL + unitR);
  if (op === STEP.div) return Math.max(unitL - sizeR, unitR + size - sizeR);
  return -Infinity;
}

/**
 * The number systems in which a circuit's affine forms are computed: fields whose zeros can be recognised.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { bitLength, type Rational, rationals } from '../arithmetic/rational.ts';

/** What affine forms need of their weights. */
export interface WeightField<W> extends Pick<Field<W>, 'zero' | 'one' | 'constant' | 'add' | 'mul' | 'neg' | 'div'> {
  /** Exactly: true if and only if `x = 0`. */
  isZero(x: W): boolean;
}

/** Exact weights may grow to this many bits; a circuit of constants alone can demand more than any memory. */
const MAX_BITS = 2 ** 20;

function limited(value: Rational): Rational {
  const bits = bitLength(value.numerator) + bitLength(value.denominator);
  if (bits <= MAX_BITS) return value;
  throw new RangeError(`lower: expected exact weights of at most ${String(MAX_BITS)} bits, got ${String(bits)}`);
}

const isZero = (x: Rational): boolean => x.numerator === 0n;
const isOne = (x: Rational): boolean => x.numerator === 1n && x.denominator === 1n;

/** Exact rational weights. Zeros and ones, the most frequent, cost no gcd. @throws {RangeError} where a weight exceeds 2^20 bits. */
export const exactWeights: WeightField<Rational> = Object.freeze({
  zero: rationals.zero,
  one: rationals.one,
  constant: (value: Rational) => value,
  add: (x: Rational, y: Rational) => (isZero(x) ? y : isZero(y) ? x : limited(rationals.add(x, y))),
  mul: (x: Rational, y: Rational) => (isOne(x) ? y : isOne(y) ? x : limited(rationals.mul(x, y))),
  neg: (x: Rational) => rationals.neg(x),
  div: (x: Rational, y: Rational) => limited(rationals.div(x, y)),
  isZero,
});

/** 2^26 − 5, a prime small enough that products of residues are exact in doubles. */
const PRIME = 67108859;
const BIG_PRIME = BigInt(PRIME);

type Operation = 'add' | 'mul' | 'neg' | 'div';

/**
 * An exact rational that is kept as its residue modulo a prime and as the way it was computed; the number itself is only
 * worked out where the residue does not decide.
 */
export class FilteredWeight {
  /** Residue modulo 2^26 − 5; NaN if the number has none (its denominator is divisible by the prime) or none is known. */
  readonly residue: number;
  #exact: Rational | undefined;
  #operation: Operation;
  #operands: readonly FilteredWeight[];

  constructor(residue: number, exact?: Rational, operation: Operation = 'neg', ...operands: readonly FilteredWeight[]) {
    this.residue = residue;
    this.#exact = exact;
    this.#operation = operation;
    this.#operands = operands;
  }

  /** The exact value; iterative, since the history of a weight can be as long as the circuit. */
  exact(): Rational {
    const open: FilteredWeight[] = [this];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const unknown = top.#operands.filter((operand) => operand.#exact === undefined);
      if (top.#exact === undefined && unknown.length > 0) {
        open.push(...unknown);
        continue;
      }
      top.#exact ??= top.#compute();
      top.#operands = [];
      open.pop();
    }
    return this.#exact ?? rationals.zero;
  }

  #compute(): Rational {
    const [x = rationals.zero, y = rationals.zero] = this.#operands.map((operand) => operand.#exact ?? rationals.zero);
    return this.#operation === 'neg' ? exactWeights.neg(x) : exactWeights[this.#operation](x, y);
  }
}

/** 1/a modulo the prime, by Fermat's little theorem; NaN for a = 0, whose owner may still be different from zero. */
function inverse(a: number): number {
  if (!(a > 0)) return NaN;
  let [power, result] = [a, 1];
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * power) % PRIME;
    power = (power * power) % PRIME;
  }
  return result;
}

function residueOf(n: bigint): number {
  const residue = Number(n % BIG_PRIME);
  return residue < 0 ? residue + PRIME : residue;
}

const constant = (value: Rational): FilteredWeight => {
  const divisor = value.denominator === 1n ? 1 : inverse(residueOf(value.denominator));
  return new FilteredWeight((residueOf(value.numerator) * divisor) % PRIME, value);
};

const ZERO = constant(rationals.zero);
const ONE = constant(rationals.one);

/**
 * Weights whose zeros are found exactly but cheaply: a residue other than zero proves that the number is not zero, and
 * only where the residue is zero (a true cancellation, or one accident in 2^26) the number is worked out exactly.
 */
export const filteredWeights: WeightField<FilteredWeight> = Object.freeze({
  zero: ZERO,
  one: ONE,
  constant,
  add: (x: FilteredWeight, y: FilteredWeight) => {
    if (x === ZERO) return y;
    if (y === ZERO) return x;
    return new FilteredWeight((x.residue + y.residue) % PRIME, undefined, 'add', x, y);
  },
  mul: (x: FilteredWeight, y: FilteredWeight) => {
    if (x === ZERO || y === ZERO) return ZERO;
    if (x === ONE) return y;
    if (y === ONE) return x;
    return new FilteredWeight((x.residue * y.residue) % PRIME, undefined, 'mul', x, y);
  },
  neg: (x: FilteredWeight) => (x === ZERO ? x : new FilteredWeight((PRIME - x.residue) % PRIME, undefined, 'neg', x)),
  div: (x: FilteredWeight, y: FilteredWeight) =>
    new FilteredWeight((x.residue * inverse(y.residue)) % PRIME, undefined, 'div', x, y),
  isZero: (x: FilteredWeight) => x === ZERO || (!(x.residue > 0) && x.exact().numerator === 0n),
});

/**
 * A value with its first and second derivative, as a number system over balls: what bounding the error on a linear
 * piece needs to know of a target.
 */
import type { Ball, BallField } from '../arithmetic/ball.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';

/** Enclosures of f, f′ and f″ over one interval. */
export interface Jet {
  readonly value: Ball;
  readonly first: Ball;
  readonly second: Ball;
}

/**
 * Jets over balls: each operation encloses value and derivatives of the exact operation on all members.
 *
 * The rules are those of calculus, `(f∘u)′ = f′(u)u′` and `(f∘u)″ = f″(u)u′² + f′(u)u″`, evaluated in F.
 * @param F - The balls of one precision.
 * @returns The number system.
 * @throws {RangeError} from its operations where F throws, and where `abs`, `sign`, `min` or `max` cannot tell on which
 * side of their kink all members lie.
 */
export function jets(F: BallField): RealField<Jet> {
  const constant = (value: Ball): Jet => ({ value, first: F.zero, second: F.zero });
  const one = constant(F.one);
  const twice = (x: Ball): Ball => F.scale(x, 1);
  const square = (x: Ball): Ball => F.mul(x, x);

  /** f∘u from the enclosures of f, f′, f″ at the value of u. */
  const compose = (u: Jet, value: Ball, first: Ball, second: Ball): Jet => ({
    value,
    first: F.mul(first, u.first),
    second: F.add(F.mul(second, square(u.first)), F.mul(first, u.second)),
  });

  const map = (f: (x: Ball) => Ball, x: Jet): Jet => ({ value: f(x.value), first: f(x.first), second: f(x.second) });
  const neg = (x: Jet): Jet => map((y) => F.neg(y), x);
  const add = (x: Jet, y: Jet): Jet => ({
    value: F.add(x.value, y.value),
    first: F.add(x.first, y.first),
    second: F.add(x.second, y.second),
  });
  const sub = (x: Jet, y: Jet): Jet => add(x, neg(y));
  const mul = (x: Jet, y: Jet): Jet => ({
    value: F.mul(x.value, y.value),
    first: F.add(F.mul(x.first, y.value), F.mul(x.value, y.first)),
    second: F.add(F.add(F.mul(x.second, y.value), F.mul(x.value, y.second)), twice(F.mul(x.first, y.first))),
  });
  const reciprocal = (x: Jet): Jet => {
    const inverse = F.div(F.one, x.value);
    const first = F.neg(square(inverse));
    return compose(x, inverse, first, F.neg(twice(F.mul(first, inverse))));
  };
  const div = (x: Jet, y: Jet): Jet => mul(x, reciprocal(y));

  function root(x: Jet, p: number): Jet {
    const value = F.root(x.value, p);
    const first = F.div(value, F.mul(F.fromInteger(p), x.value));
    const second = F.div(F.mul(first, F.fromInteger(1 - p)), F.mul(F.fromInteger(p), x.value));
    return compose(x, value, first, second);
  }

  function log(x: Jet): Jet {
    const inverse = F.div(F.one, x.value);
    return compose(x, F.log(x.value), inverse, F.neg(square(inverse)));
  }

  function exp(x: Jet): Jet {
    const value = F.exp(x.value);
    return compose(x, value, value, value);
  }

  function tanh(x: Jet): Jet {
    const value = F.tanh(x.value);
    const first = F.sub(F.one, square(value));
    return compose(x, value, first, F.neg(twice(F.mul(value, first))));
  }

  function atan(x: Jet): Jet {
    const first = F.div(F.one, F.add(F.one, square(x.value)));
    return compose(x, F.atan(x.value), first, F.neg(twice(F.mul(x.value, square(first)))));
  }

  function atanh(x: Jet): Jet {
    const first = F.div(F.one, F.sub(F.one, square(x.value)));
    return compose(x, F.atanh(x.value), first, twice(F.mul(x.value, square(first))));
  }

  function erf(x: Jet): Jet {
    const first = F.mul(F.div(F.fromInteger(2), F.sqrt(F.pi)), F.exp(F.neg(square(x.value))));
    return compose(x, F.erf(x.value), first, F.neg(twice(F.mul(x.value, first))));
  }

  function xlogx(x: Jet): Jet {
    return compose(x, F.xlogx(x.value), F.add(F.log(x.value), F.one), F.div(F.one, x.value));
  }

  /** x^y for constant y by the rule of powers, otherwise as exp(y log x). */
  function pow(x: Jet, y: Jet): Jet {
    const isConstant = [y.first, y.second].every(
      ({ midpoint, radius }) => midpoint.mantissa === 0n && radius.mantissa === 0,
    );
    if (!isConstant) return exp(mul(y, log(x)));
    const [less, less2] = [F.sub(y.value, F.one), F.sub(y.value, F.fromInteger(2))];
    const first = F.mul(y.value, F.pow(x.value, less));
    const second = F.mul(F.mul(y.value, less), F.pow(x.value, less2));
    return compose(x, F.pow(x.value, y.value), first, second);
  }

  /** The side of 0 on which all members lie: 1 or −1. */
  function side(caller: string, x: Ball): 1 | -1 {
    if (F.containsZero(x)) throw new RangeError(`jet.${caller}: expected an operand on one side of its kink`);
    return F.choose<1 | -1>(
      x,
      () => -1,
      () => 1,
    );
  }

  const lesser = (caller: string, x: Jet, y: Jet): Jet => (side(caller, F.sub(x.value, y.value)) < 0 ? x : y);
  const greater = (caller: string, x: Jet, y: Jet): Jet => (side(caller, F.sub(x.value, y.value)) > 0 ? x : y);

  return {
    name: `jets over ${F.name}`,
    zero: constant(F.zero),
    one,
    get pi() {
      return constant(F.pi);
    },
    fromInteger: (n) => constant(F.fromInteger(n)),
    constant: (value: Rational) => constant(F.constant(value)),
    add,
    sub,
    mul,
    neg,
    div,
    scale: (x, k) => map((y) => F.scale(y, k), x),
    sqrt: (x) => root(x, 2),
    root,
    exp,
    log,
    xlogx,
    sinh: (x) => compose(x, F.sinh(x.value), F.cosh(x.value), F.sinh(x.value)),
    cosh: (x) => compose(x, F.cosh(x.value), F.sinh(x.value), F.cosh(x.value)),
    tanh,
    atanh,
    sin: (x) => compose(x, F.sin(x.value), F.cos(x.value), F.neg(F.sin(x.value))),
    cos: (x) => compose(x, F.cos(x.value), F.neg(F.sin(x.value)), F.neg(F.cos(x.value))),
    atan,
    erf,
    pow,
    abs: (x) => (side('abs', x.value) > 0 ? x : neg(x)),
    sign: (x) => constant(F.fromInteger(side('sign', x.value))),
    min: (x, y) => lesser('min', x, y),
    max: (x, y) => greater('max', x, y),
    choose: (x, left, right) => F.choose(x.value, left, right),
  };
}

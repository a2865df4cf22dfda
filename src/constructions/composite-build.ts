/**
 * Building what was planned: a number system that applies pieces in the order in which the formula asks for them.
 */
import type { Field, RealField } from '../arithmetic/number-systems.ts';
import { applyPiece, ATAN_HALVINGS, type Piece } from './composite-pieces.ts';

/** The known sign that a piece stands for. */
function signOf(piece: Piece): 1 | -1 {
  if (piece.kind !== 'sign') throw new RangeError('composite: expected the pieces of the same formula');
  return piece.sign;
}

/**
 * The number system in which the operations of a formula are pieces of network; it mirrors `planningField`.
 * @param F - Where the network is computed.
 * @param next - The pieces, one after the other.
 */
export function buildingField<T>(F: Field<T>, next: () => Piece): RealField<T> {
  const apply = (x: T): T => applyPiece(F, next(), x);
  const oriented = (sign: 1 | -1, x: T): T => (sign > 0 ? x : F.neg(x));
  const root = (x: T): T => {
    const sign = signOf(next());
    return oriented(sign, apply(oriented(sign, x)));
  };
  const extreme =
    (direction: 1 | -1) =>
    (x: T, y: T): T => {
      const piece = next();
      if (piece.kind === 'sign') return piece.sign === direction ? x : y;
      const size = applyPiece(F, piece, F.sub(x, y));
      const sum = F.add(x, y);
      return F.scale(direction > 0 ? F.add(sum, size) : F.sub(sum, size), -1);
    };
  const atan = (x: T): T => {
    let y = x;
    for (let i = 0; i < ATAN_HALVINGS; i += 1) y = F.div(y, F.add(F.one, root(F.add(F.one, F.mul(y, y)))));
    return F.scale(apply(y), ATAN_HALVINGS);
  };
  const hyperbolic =
    (op: 'add' | 'sub') =>
    (x: T): T => {
      const y = apply(x);
      return F.scale(F[op](y, F.div(F.one, y)), -1);
    };
  return {
    name: `pieces over ${F.name}`,
    zero: F.zero,
    one: F.one,
    fromInteger: (n) => F.fromInteger(n),
    constant: (q) => F.constant(q),
    add: (x, y) => F.add(x, y),
    sub: (x, y) => F.sub(x, y),
    mul: (x, y) => F.mul(x, y),
    div: (x, y) => F.div(x, y),
    neg: (x) => F.neg(x),
    scale: (x, k) => F.scale(x, k),
    // Constants of the formula never get here: they are kept apart (folding.ts).
    pi: F.zero,
    sqrt: root,
    root,
    exp: apply,
    log: apply,
    log1p: (x) => apply(F.add(F.one, x)),
    expm1: (x) => F.sub(apply(x), F.one),
    xlogx: (x) => F.mul(x, apply(x)),
    sinh: hyperbolic('sub'),
    cosh: hyperbolic('add'),
    tanh: (x) => F.sub(F.one, F.div(F.fromInteger(2), F.add(apply(F.scale(x, 1)), F.one))),
    atanh: (x) => F.scale(apply(F.div(F.add(F.one, x), F.sub(F.one, x))), -1),
    sin: apply,
    cos: apply,
    atan,
    erf: apply,
    pow: (x, y) => apply(F.mul(y, apply(x))),
    abs: apply,
    sign: () => F.fromInteger(signOf(next())),
    min: extreme(-1),
    max: extreme(1),
    choose: (_, left, right) => (signOf(next()) > 0 ? right() : left()),
  };
}

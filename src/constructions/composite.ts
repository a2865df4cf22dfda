/**
 * Constructions of any formula: the target's own definition over a number system in which exp, log, roots and |x| are
 * networks.
 */
import { interval64 } from '../arithmetic/interval64.ts';
import { type Magnitude, magnitude, magnitudeToRational, mulUp, zeroMagnitude } from '../arithmetic/magnitude.ts';
import type { Field, RealField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { Domain, Target } from '../functions/target.ts';
import { buildingField } from './composite-build.ts';
import { type Piece, type Pieces } from './composite-pieces.ts';
import { type Approximate, type PiecePlanner, planningField } from './composite-plan.ts';
import { type CompositeRecipe, dryPlanner, piecePlanner } from './composite-planner.ts';
import type { Method, Planned } from './construction.ts';
import { describePieces } from './describe.ts';
import { expMethodInfo } from './exp.ts';
import { expMethods } from './exp-plan.ts';
import { type Folded, folding, type RealConstant } from './folding.ts';
import { inflate, S, smaller } from './planning.ts';

/** The error bound of a formula on a domain, with the pieces that a planner chooses. */
function planWith(
  target: Target,
  domain: Domain,
  planner: PiecePlanner,
): { readonly error: Magnitude; readonly pieces: Pieces } {
  const pieces: Piece[] = [];
  const record = (piece: Piece): void => void pieces.push(piece);
  const inner = planningField(planner, record);
  const lift = (constant: RealConstant): Approximate => {
    const { piece, error } = planner.weight(constant);
    record(piece);
    const range = constant(interval64);
    return { range, error: mulUp(error, magnitude(Math.max(Math.abs(range.lower), Math.abs(range.upper)))) };
  };
  const range = interval64.union(interval64.constant(domain.lower), interval64.constant(domain.upper));
  const x: Folded<Approximate> = { value: { range, error: zeroMagnitude } };
  const { error } = valueOf(inner, lift, target.evaluate(folding(inner, lift), x));
  return { error, pieces };
}

/** The value of a folded element, whatever it is. */
function valueOf<T>(F: RealField<T>, lift: (constant: RealConstant) => T, x: Folded<T>): T {
  if ('value' in x) return x.value;
  return 'exact' in x ? F.constant(x.exact) : lift(x.real);
}

/** The formula over a field, with its pieces in place of what is not rational. */
function applyPieces<T>(target: Target, F: Field<T>, x: T, pieces: Pieces): T {
  let at = 0;
  const next = (): Piece => {
    const piece = pieces[at];
    at += 1;
    if (piece === undefined) throw new RangeError('composite: expected the pieces of the same formula');
    return piece;
  };
  const inner = buildingField(F, next);
  const lift = (): T => {
    const piece = next();
    if (piece.kind !== 'weight') throw new RangeError('composite: expected the pieces of the same formula');
    return F.constant(piece.value);
  };
  return valueOf(inner, lift, target.evaluate(folding(inner, lift), { value: x }));
}

/** Attempts to find the tolerance; the error is nearly linear in it, so few are needed. */
const ATTEMPTS = 12;

/**
 * Plans a formula within ε.
 *
 * One tolerance for all pieces is lowered until the bound that it comes to, propagated through the formula, is at most ε;
 * then the pieces are planned. As sizes grow with log log 1/ε only, an even split costs next to nothing.
 * @throws {RangeError} where the formula is not shown to be defined on the domain, or contains what no piece stands for.
 */
function planComposite(target: Target, domain: Domain, eps: Rational, recipe: CompositeRecipe): Planned {
  const wanted = S.constant(eps);
  let tolerance = smaller(wanted, S.scale(S.one, -2));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const dry = S.constant(magnitudeToRational(planWith(target, domain, dryPlanner(tolerance)).error));
    if (S.compare(dry, wanted) <= 0) {
      const { error, pieces } = planWith(target, domain, piecePlanner(recipe, tolerance));
      const bound = S.constant(magnitudeToRational(error));
      return {
        apply: (F, x) => applyPieces(target, F, x, pieces),
        steps: { pieces: describePieces(pieces) },
        bound: inflate(bound),
      };
    }
    tolerance = S.mul(tolerance, S.div(S.mul(wanted, S.constant({ numerator: 9n, denominator: 10n })), dry));
  }
  throw new RangeError(`construct: no tolerance of its pieces brings ${target.name} within the accuracy asked for`);
}

/** Which kinds of functions a formula uses. */
function kindsOf(target: Target): ReadonlySet<string> {
  const kinds = new Set<string>();
  const use = (kind: string) => (): null => {
    kinds.add(kind);
    return null;
  };
  const free = (): null => null;
  const F: RealField<null> = {
    name: 'kinds',
    zero: null,
    one: null,
    pi: null,
    fromInteger: free,
    constant: free,
    add: free,
    sub: free,
    mul: free,
    neg: free,
    div: free,
    scale: free,
    sqrt: use('root'),
    root: use('root'),
    exp: use('exp'),
    log: use('exp'),
    log1p: use('exp'),
    expm1: use('exp'),
    xlogx: use('exp'),
    sinh: use('exp'),
    cosh: use('exp'),
    tanh: use('exp'),
    atanh: use('exp'),
    pow: use('exp'),
    sin: use('series'),
    cos: use('series'),
    erf: use('series'),
    atan: use('series'),
    abs: use('abs'),
    sign: use('abs'),
    min: use('abs'),
    max: use('abs'),
    choose: (_, left, right) => {
      left();
      return right();
    },
  };
  const lift = (): null => null;
  target.evaluate(folding(F, lift), { value: null });
  return kinds;
}

const method = (target: Target, info: Omit<Method, 'plan'>, recipe: CompositeRecipe): Method => ({
  ...info,
  plan: (domain, eps) => planComposite(target, domain, eps, recipe),
});

/**
 * The constructions of a target from its formula.
 * @param target - A target of the catalog or an expression.
 * @returns One method for each construction of exp where the formula uses it, else for each of |x|, else a single one.
 */
export function compositeMethods(target: Target): readonly Method[] {
  const kinds = kindsOf(target);
  if (kinds.has('exp')) {
    return expMethods.map((name) => method(target, { name, ...expMethodInfo[name] }, { exp: name, abs: 'auto' }));
  }
  const recipe = { exp: 'doubling', abs: 'auto' } as const;
  if (kinds.has('series')) {
    const summary = 'power series by Paterson–Stockmeyer: about 2√n gates for n = O(log(1/ε)/log log(1/ε)) terms';
    return [method(target, { name: 'series', role: 'competitor', summary }, recipe)];
  }
  if (kinds.has('abs')) {
    return [
      method(
        target,
        { name: 'root', role: 'own', summary: 'with |x| as the balanced root of x²: Θ(L) gates' },
        { ...recipe, abs: 'root' },
      ),
      method(
        target,
        { name: 'zolotarev', role: 'paper', summary: 'with |x| by composed Zolotarev approximants: Θ(L) gates' },
        { ...recipe, abs: 'zolotarev' },
      ),
    ];
  }
  if (kinds.has('root')) {
    const summary = 'roots by composite scaled Newton: Θ(L) gates [TT]';
    return [method(target, { name: 'scaled-newton', role: 'paper', summary }, recipe)];
  }
  return [method(target, { name: 'exact', role: 'own', summary: 'rational as it stands: error 0' }, recipe)];
}

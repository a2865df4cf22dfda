/**
 * Constructions of any formula: the target's own definition over a number system in which exp, log, roots and |x| are
 * networks.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import { interval64 } from '../arithmetic/interval64.ts';
import {
  type Magnitude,
  magnitude,
  magnitudeToRational,
  maxMagnitude,
  mulUp,
  zeroMagnitude,
} from '../arithmetic/magnitude.ts';
import type { Field, RealField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { Box, Target, VectorFunction } from '../functions/target.ts';
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
import type { Objective } from './work.ts';

/** A function by its formula: of any number of variables, with any number of values. */
export interface Formula {
  readonly name: string;
  readonly inputs: number;
  readonly evaluate: VectorFunction;
}

/** A planned formula, as {@link Planned}, for every value. */
export interface PlannedFormula extends Omit<Planned, 'apply'> {
  /** Inputs in, values out. */
  readonly apply: <T>(F: Field<T>, inputs: readonly T[]) => readonly T[];
}

/** One way to construct a formula, as {@link Method}. */
export interface FormulaMethod extends Omit<Method, 'plan'> {
  /** @throws {RangeError} where the formula is not shown to be defined on the box, or contains what no piece stands for */
  plan(box: Box, eps: Rational, objective?: Objective): PlannedFormula;
}

/** The error bound of a formula on a box, the largest over its values, with the pieces that a planner chooses. */
function planWith(
  formula: Formula,
  box: Box,
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
  const inputs = box.map(({ lower, upper }): Folded<Approximate> => {
    const range = interval64.union(interval64.constant(lower), interval64.constant(upper));
    return { value: { range, error: zeroMagnitude } };
  });
  const values = formula.evaluate(folding(inner, lift), inputs).map((value) => valueOf(inner, lift, value));
  return { error: values.map(({ error }) => error).reduce(maxMagnitude), pieces };
}

/** The value of a folded element, whatever it is. */
function valueOf<T>(F: RealField<T>, lift: (constant: RealConstant) => T, x: Folded<T>): T {
  if ('value' in x) return x.value;
  return 'exact' in x ? F.constant(x.exact) : lift(x.real);
}

/** The formula over a field, with its pieces in place of what is not rational. */
function applyPieces<T>(formula: Formula, F: Field<T>, inputs: readonly T[], pieces: Pieces): readonly T[] {
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
  const values = formula.evaluate(
    folding(inner, lift),
    inputs.map((value) => ({ value })),
  );
  return values.map((value) => valueOf(inner, lift, value));
}

/** Attempts to find the tolerance; the error is nearly linear in it, so few are needed. */
const ATTEMPTS = 12;

/** Bits by which the tolerance falls where errors as large as that reach a zero of a divisor or the end of a domain. */
const REFUSED = 24;

/** The bound that a tolerance comes to, or why there is none. */
function dryError(formula: Formula, box: Box, tolerance: BigFloat): BigFloat | RangeError {
  try {
    return S.constant(magnitudeToRational(planWith(formula, box, dryPlanner(tolerance)).error));
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

/**
 * Plans a formula within ε.
 *
 * One tolerance for all pieces is lowered until the bound that it comes to, propagated through the formula, is at most ε;
 * then the pieces are planned. As sizes grow with log log 1/ε only, an even split costs next to nothing.
 * @throws {RangeError} where the formula is not shown to be defined on the domain, or contains what no piece stands for.
 */
function planFormula(
  formula: Formula,
  box: Box,
  eps: Rational,
  recipe: CompositeRecipe,
  objective: Objective = 'gates',
): PlannedFormula {
  const wanted = S.constant(eps);
  let tolerance = smaller(wanted, S.scale(S.one, -2));
  let refusal: RangeError | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const dry = dryError(formula, box, tolerance);
    if (dry instanceof RangeError) {
      refusal = dry;
      tolerance = S.scale(tolerance, -REFUSED);
      continue;
    }
    refusal = undefined;
    if (S.compare(dry, wanted) <= 0) {
      const { error, pieces } = planWith(formula, box, piecePlanner(recipe, tolerance, objective));
      const bound = S.constant(magnitudeToRational(error));
      return {
        apply: (F, inputs) => applyPieces(formula, F, inputs, pieces),
        steps: { pieces: describePieces(pieces) },
        bound: inflate(bound),
      };
    }
    tolerance = S.mul(tolerance, S.div(S.mul(wanted, S.constant({ numerator: 9n, denominator: 10n })), dry));
  }
  if (refusal !== undefined) throw refusal;
  throw new RangeError(`construct: no tolerance of its pieces brings ${formula.name} within the accuracy asked for`);
}

/** Which kinds of functions a formula uses. */
function kindsOf(formula: Formula): ReadonlySet<string> {
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
  formula.evaluate(
    folding(F, lift),
    Array.from({ length: formula.inputs }, () => ({ value: null })),
  );
  return kinds;
}

const method = (formula: Formula, info: Omit<Method, 'plan'>, recipe: CompositeRecipe): FormulaMethod => ({
  ...info,
  plan: (box, eps, objective) => planFormula(formula, box, eps, recipe, objective),
});

/**
 * The constructions of a function from its formula.
 * @param formula - Written once over any number system.
 * @returns One method for each construction of exp where the formula uses it, else for each of |x|, else a single one.
 */
export function formulaMethods(formula: Formula): readonly FormulaMethod[] {
  const kinds = kindsOf(formula);
  if (kinds.has('exp')) {
    return expMethods.map((name) => method(formula, { name, ...expMethodInfo[name] }, { exp: name, abs: 'auto' }));
  }
  const recipe = { exp: 'doubling', abs: 'auto' } as const;
  if (kinds.has('series')) {
    const summary = 'power series by Paterson–Stockmeyer: about 2√n gates for n = O(log(1/ε)/log log(1/ε)) terms';
    return [method(formula, { name: 'series', role: 'competitor', summary }, recipe)];
  }
  if (kinds.has('abs')) {
    return [
      method(
        formula,
        { name: 'root', role: 'own', summary: 'with |x| as the balanced root of x²: Θ(L) gates' },
        { ...recipe, abs: 'root' },
      ),
      method(
        formula,
        { name: 'zolotarev', role: 'paper', summary: 'with |x| by composed Zolotarev approximants: Θ(L) gates' },
        { ...recipe, abs: 'zolotarev' },
      ),
    ];
  }
  if (kinds.has('root')) {
    const summary = 'roots by composite scaled Newton: Θ(L) gates [TT]';
    return [method(formula, { name: 'scaled-newton', role: 'paper', summary }, recipe)];
  }
  return [method(formula, { name: 'exact', role: 'own', summary: 'rational as it stands: error 0' }, recipe)];
}

/** The first of one input or value. */
function only<T>([x]: readonly T[]): T {
  if (x === undefined) throw new RangeError('composite: expected one value');
  return x;
}

/**
 * The constructions of a target from its formula.
 * @param target - A target of the catalog or an expression.
 * @returns As {@link formulaMethods}.
 */
export function compositeMethods(target: Target): readonly Method[] {
  const evaluate: VectorFunction = (F, inputs) => [target.evaluate(F, only(inputs))];
  return formulaMethods({ name: target.name, inputs: 1, evaluate }).map((known) => ({
    ...known,
    plan: (domain, eps, objective) => {
      const planned = known.plan([domain], eps, objective);
      return { ...planned, apply: (F, x) => only(planned.apply(F, [x])) };
    },
  }));
}

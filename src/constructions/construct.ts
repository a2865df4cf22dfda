/**
 * From (target, domain, ε, method) to a circuit within ε, with its size and its proven bound.
 */
import { formatDecimal, formatExact, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { circuitField } from '../circuits/builder.ts';
import type { Circuit, Size } from '../circuits/circuit.ts';
import { sizeOf } from '../circuits/size.ts';
import type { Domain, Target } from '../functions/target.ts';
import { compositeMethods, type PlannedFormula } from './composite.ts';
import type { Method, MethodRole } from './construction.ts';
import { describeBound } from './describe.ts';
import { expConstructions } from './exp.ts';
import { geluConstructions } from './gelu.ts';
import { logConstructions } from './log.ts';
import { atMost, S } from './planning.ts';
import { rootConstructions } from './root.ts';
import { absConstructions, signConstructions } from './sign-abs.ts';
import { tanhConstructions } from './tanh.ts';
import { leastBy, type Objective } from './work.ts';

/** A constructed network with everything that is known of it without measuring. */
export interface Construction {
  readonly target: string;
  readonly method: string;
  readonly role: MethodRole;
  readonly domain: Domain;
  readonly eps: Rational;
  readonly circuit: Circuit;
  readonly size: Size;
  /** The parameters, as plain data. */
  readonly plan: Readonly<Record<string, unknown>>;
  /** Proven a-priori bound of the uniform error, a decimal string rounded up; at most ε. */
  readonly bound: string;
}

/** What to construct. */
export interface ConstructionRequest {
  readonly eps: Rational;
  readonly domain: Domain;
  /** A method of {@link methodsFor}, or `auto` for the one with the least size by the objective. */
  readonly method?: string;
  /** What methods and their parameters are chosen for; gates by default. */
  readonly optimize?: Objective;
}

const interval = (lower: string, upper: string): Domain => ({ lower: parseNumeral(lower), upper: parseNumeral(upper) });

/** Targets with constructions of their own. */
const OWN_METHODS: Readonly<Record<string, readonly Method[]>> = Object.freeze({
  sqrt: rootConstructions(2),
  cbrt: rootConstructions(3),
  sign: signConstructions,
  abs: absConstructions,
  log: logConstructions,
  exp: expConstructions,
  tanh: tanhConstructions,
  'gelu-tanh': geluConstructions,
});

/** Domains that are meant where none is given, of targets that are not defined on all of [−1, 1]. */
const DOMAINS: Readonly<Record<string, Domain>> = Object.freeze({
  sqrt: interval('0', '1'),
  cbrt: interval('0', '1'),
  sign: interval('1/100', '1'),
  log: interval('1/2', '2'),
  atanh: interval('-1/2', '1/2'),
});

const rootIndex = (target: string): number | undefined => {
  const match = /^root:(\d{1,6})$/.exec(target);
  return match === null ? undefined : Number(match[1]);
};

const ownMethods = (name: string): readonly Method[] | undefined => {
  const p = rootIndex(name);
  if (p !== undefined) return rootConstructions(p);
  return Object.hasOwn(OWN_METHODS, name) ? OWN_METHODS[name] : undefined;
};

/**
 * The constructions of a target, the paper's among them.
 * @param target - Of the catalog, with constructions of its own or put together from its formula, or an expression.
 */
export function methodsFor(target: Target): readonly Method[] {
  return ownMethods(target.name) ?? compositeMethods(target);
}

/** The domain that is meant where none is given: [−1, 1] unless the target forbids it. */
export function defaultDomain(target: string): Domain {
  if (rootIndex(target) !== undefined) return interval('0', '1');
  return (Object.hasOwn(DOMAINS, target) ? DOMAINS[target] : undefined) ?? interval('-1', '1');
}

/** `[a,b]` as a report prints it. */
export function describeDomain({ lower, upper }: Domain): [string, string] {
  return [formatExact(lower), formatExact(upper)];
}

/** What a construction says of its method. */
type Named = Pick<Method, 'name' | 'role'>;

/** What is built: by its name, names of its inputs, domain and accuracy. */
export interface NamedRequest {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly domain: Domain;
  readonly eps: Rational;
  /** What is minimised; gates by default. */
  readonly optimize?: Objective;
}

/**
 * The circuit of a planned construction.
 * @throws {RangeError} if the plan's proven bound exceeds ε: a fault of the planner, never a circuit that is not within ε
 */
function buildPlanned(
  { name, inputs, domain, eps }: NamedRequest,
  method: Named,
  planned: PlannedFormula,
): Construction {
  const { steps: plan } = planned;
  if (!atMost(planned.bound, S.constant(eps))) {
    throw new RangeError(`construct: the planner of ${name} (${method.name}) did not reach the accuracy asked for`);
  }
  const F = circuitField(inputs);
  const bound = describeBound(planned.bound);
  const circuit = F.build(planned.apply(F, F.inputs), {
    target: name,
    method: method.name,
    domain: describeDomain(domain),
    eps: formatDecimal(eps, 20),
    bound,
    plan,
  });
  return {
    target: name,
    method: method.name,
    role: method.role,
    domain,
    eps,
    circuit,
    size: sizeOf(circuit),
    plan,
    bound,
  };
}

/**
 * The construction by a method, or for `auto` the one with the least size by the objective among the methods that apply to the
 * domain.
 * @param request - What is built.
 * @param wanted - A method's name, or `auto`.
 * @param methods - The methods that there are.
 * @param plan - Plans by one of them, with parameters chosen for an objective.
 * @throws {RangeError} for an ε outside (0, 1), an empty domain, an unknown method, and where no method applies
 */
export function constructBy<M extends Named>(
  request: NamedRequest,
  wanted: string,
  methods: readonly M[],
  plan: (method: M, objective: Objective) => PlannedFormula,
): Construction {
  const { name, domain, eps, optimize = 'gates' } = request;
  if (eps.numerator <= 0n || eps.numerator >= eps.denominator) {
    throw new RangeError(`construct: expected 0 < eps < 1, got ${formatDecimal(eps, 6)}`);
  }
  if (rationals.compare(domain.lower, domain.upper) >= 0) {
    throw new RangeError(`construct: expected a domain a,b with a < b, got ${describeDomain(domain).join(',')}`);
  }
  // Planners count what they expect; parameters chosen for gates may turn out to be as good.
  const build = (method: M): readonly Construction[] =>
    [...new Set<Objective>(['gates', optimize])].map((objective) =>
      buildPlanned(request, method, plan(method, objective)),
    );
  if (wanted === 'auto') return leastOf(applicable(name, methods, build), optimize);
  const method = methods.find((candidate) => candidate.name === wanted);
  if (method === undefined) {
    const names = methods.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`construct: unknown method "${wanted}" for ${name}; expected auto, ${names}`);
  }
  return leastOf(build(method), optimize);
}

/** What the methods that apply give. */
function applicable<M>(
  name: string,
  methods: readonly M[],
  build: (method: M) => readonly Construction[],
): readonly Construction[] {
  const built: Construction[] = [];
  const refusals: RangeError[] = [];
  for (const method of methods) {
    try {
      built.push(...build(method));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refusals.push(error);
    }
  }
  if (built.length === 0) throw refusals[0] ?? new RangeError(`construct: no method applies to ${name}`);
  return built;
}

function leastOf(built: readonly Construction[], objective: Objective): Construction {
  const least = leastBy(built, ({ size }) => size, objective);
  if (least === undefined) throw new RangeError('construct: internal: nothing was built');
  return least;
}

/**
 * Constructs a rational circuit within ε of the target on the domain.
 *
 * Error: proven a priori, rounding of the weights included; see `bound` of the result.
 * @throws {RangeError} for an ε outside (0, 1), an empty domain, a domain on which the target is undefined or the method
 *   does not apply, an unknown method
 */
export function construct(target: Target, request: ConstructionRequest): Construction {
  const { domain, eps, method = 'auto' } = request;
  const named = { ...request, name: target.name, inputs: ['x'] };
  return constructBy(named, method, methodsFor(target), (known, objective) => {
    target.checkDomain(domain);
    const planned = known.plan(domain, eps, objective);
    return { ...planned, apply: (F, inputs) => inputs.map((x) => planned.apply(F, x)) };
  });
}

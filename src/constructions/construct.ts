/**
 * From (target, domain, ε, method) to a circuit within ε, with its size and its proven bound.
 */
import { formatDecimal, formatExact, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { circuitField } from '../circuits/builder.ts';
import type { Circuit, Size } from '../circuits/circuit.ts';
import { sizeOf } from '../circuits/size.ts';
import type { Domain, Target } from '../functions/target.ts';
import type { Method, MethodRole, Planned } from './construction.ts';
import { describeBound } from './describe.ts';
import { expConstructions } from './exp.ts';
import { geluConstructions } from './gelu.ts';
import { logConstructions } from './log.ts';
import { atMost, S } from './planning.ts';
import { rootConstructions } from './root.ts';
import { absConstructions, signConstructions } from './sign-abs.ts';
import { tanhConstructions } from './tanh.ts';

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
  /** A method of {@link methodsFor}, or `auto` for the one with the fewest gates. */
  readonly method?: string;
}

const interval = (lower: string, upper: string): Domain => ({ lower: parseNumeral(lower), upper: parseNumeral(upper) });

/** Targets with their constructions and the domain that is meant where none is given. */
const FAMILIES: Readonly<Record<string, { methods: readonly Method[]; domain: Domain }>> = Object.freeze({
  sqrt: { methods: rootConstructions(2), domain: interval('0', '1') },
  cbrt: { methods: rootConstructions(3), domain: interval('0', '1') },
  sign: { methods: signConstructions, domain: interval('1/100', '1') },
  abs: { methods: absConstructions, domain: interval('-1', '1') },
  log: { methods: logConstructions, domain: interval('1/2', '2') },
  exp: { methods: expConstructions, domain: interval('-1', '1') },
  tanh: { methods: tanhConstructions, domain: interval('-1', '1') },
  'gelu-tanh': { methods: geluConstructions, domain: interval('-1', '1') },
});

const rootIndex = (target: string): number | undefined => {
  const match = /^root:(\d{1,6})$/.exec(target);
  return match === null ? undefined : Number(match[1]);
};

const familyOf = (target: string): { methods: readonly Method[]; domain: Domain } | undefined => {
  const p = rootIndex(target);
  if (p !== undefined) return { methods: rootConstructions(p), domain: interval('0', '1') };
  return Object.hasOwn(FAMILIES, target) ? FAMILIES[target] : undefined;
};

/** Names of the targets that can be constructed; `root:p` stands for every p ≥ 2. */
export const constructible: readonly string[] = Object.freeze(['root:p', ...Object.keys(FAMILIES)]);

/** The constructions of a target, the paper's among them; empty if there is none. */
export function methodsFor(target: string): readonly Method[] {
  return familyOf(target)?.methods ?? [];
}

/** The domain that is meant where none is given: [−1, 1] unless the target forbids it. */
export function defaultDomain(target: string): Domain {
  return familyOf(target)?.domain ?? interval('-1', '1');
}

/** `[a,b]` as a report prints it. */
export function describeDomain({ lower, upper }: Domain): [string, string] {
  return [formatExact(lower), formatExact(upper)];
}

/**
 * The circuit of a planned construction.
 * @throws {RangeError} if the plan's proven bound exceeds ε: a fault of the planner, never a circuit that is not within ε
 */
function buildPlanned(target: Target, method: Method, request: ConstructionRequest, planned: Planned): Construction {
  const { eps, domain } = request;
  if (!atMost(planned.bound, S.constant(eps))) {
    throw new RangeError(
      `construct: the planner of ${target.name} (${method.name}) did not reach the accuracy asked for`,
    );
  }
  const F = circuitField(['x']);
  const [x] = F.inputs;
  if (x === undefined) throw new RangeError('construct: internal: no input');
  const bound = describeBound(planned.bound);
  const [lower, upper] = describeDomain(domain);
  const circuit = F.build([planned.apply(F, x)], {
    target: target.name,
    method: method.name,
    domain: [lower, upper],
    eps: formatDecimal(eps, 20),
    bound,
    plan: planned.steps,
  });
  return {
    target: target.name,
    method: method.name,
    role: method.role,
    domain,
    eps,
    circuit,
    size: sizeOf(circuit),
    plan: planned.steps,
    bound,
  };
}

/**
 * Constructs a rational circuit within ε of the target on the domain.
 *
 * Error: proven a priori, rounding of the weights included; see `bound` of the result.
 * @throws {RangeError} for an ε outside (0, 1), an empty domain, a domain on which the target is undefined or the method
 *   does not apply, an unknown method, or a target without a construction
 */
export function construct(target: Target, request: ConstructionRequest): Construction {
  const { eps, domain } = request;
  if (eps.numerator <= 0n || eps.numerator >= eps.denominator) {
    throw new RangeError(`construct: expected 0 < eps < 1, got ${formatDecimal(eps, 6)}`);
  }
  if (rationals.compare(domain.lower, domain.upper) >= 0) {
    throw new RangeError(`construct: expected a domain a,b with a < b, got ${describeDomain(domain).join(',')}`);
  }
  target.checkDomain(domain);
  const methods = methodsFor(target.name);
  if (methods.length === 0) {
    throw new RangeError(`construct: no construction of ${target.name} yet; there are ${constructible.join(', ')}`);
  }
  const wanted = request.method ?? 'auto';
  if (wanted === 'auto') return fewestGates(target, methods, request);
  const method = methods.find((candidate) => candidate.name === wanted);
  if (method === undefined) {
    const names = methods.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`construct: unknown method "${wanted}" for ${target.name}; expected auto, ${names}`);
  }
  return buildPlanned(target, method, request, method.plan(domain, eps));
}

/** The construction with the fewest gates among the methods that apply to the domain. */
function fewestGates(target: Target, methods: readonly Method[], request: ConstructionRequest): Construction {
  const built: Construction[] = [];
  const refusals: RangeError[] = [];
  for (const method of methods) {
    try {
      built.push(buildPlanned(target, method, request, method.plan(request.domain, request.eps)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refusals.push(error);
    }
  }
  const [first, ...others] = built;
  if (first === undefined) throw refusals[0] ?? new RangeError(`construct: no method applies to ${target.name}`);
  return others.reduce((best, candidate) => (candidate.size.gates < best.size.gates ? candidate : best), first);
}

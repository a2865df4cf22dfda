/**
 * The catalog: targets by name, with parameters after a colon, for instance `root:3` or `leaky-relu:0.01`.
 */
import { formatExact, parseNumeral } from '../arithmetic/numerals.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { FAMILIES, type Family, type Parameter, type ParameterValues } from './catalog-families.ts';
import { interior } from './domain.ts';
import { isLayerName, layerNames } from './layers.ts';
import { nearestName } from './nearest-name.ts';
import type { Target } from './target.ts';

const BY_NAME: ReadonlyMap<string, Family> = new Map(FAMILIES.map((family) => [family.name, family]));

/** What `listTargets` says of a family. */
export interface TargetSummary {
  /** The name with the symbols of its parameters, for instance `leaky-relu:s`. */
  readonly pattern: string;
  /** One target of the family: with its default parameters, or 2 for those without, which all admit it. */
  readonly example: string;
  /** The definition, with the defaults of the parameters. */
  readonly formula: string;
  readonly reference: string;
}

function defaultsOf(parameters: readonly Parameter[]): string {
  const given = parameters.flatMap((p) => (p.default ? [`${p.symbol} = ${formatExact(p.default)}`] : []));
  return given.length > 0 ? ` (default ${given.join(', ')})` : '';
}

function patternOf({ name, parameters = [] }: Family): string {
  return parameters.length > 0 ? `${name}:${parameters.map(({ symbol }) => symbol).join(',')}` : name;
}

function exampleOf({ name, parameters = [] }: Family): string {
  const values = parameters.map((parameter) => (parameter.default ? formatExact(parameter.default) : '2'));
  return parameters.length > 0 ? `${name}:${values.join(',')}` : name;
}

/**
 * The families of the catalog, in a fixed order.
 *
 * @returns One summary each.
 */
export function listTargets(): readonly TargetSummary[] {
  return FAMILIES.map((family) => ({
    pattern: patternOf(family),
    example: exampleOf(family),
    formula: family.formula + defaultsOf(family.parameters ?? []),
    reference: family.reference,
  }));
}

/**
 * Says whether the part of a text before the first colon is a name of the catalog.
 *
 * @param text - For instance `elu:1`.
 * @returns True for known families, whatever follows the colon.
 */
export function isCatalogName(text: string): boolean {
  return BY_NAME.has(text.split(':', 1)[0] ?? '');
}

const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

function unknownTarget(name: string): RangeError {
  if (isLayerName(name)) return new RangeError(`expected a function of one variable, got the layer ${quote(name)}`);
  const names = [...BY_NAME.keys(), ...layerNames];
  const near = nearestName(name.split(':', 1)[0] ?? '', names);
  return new RangeError(
    `unknown target ${quote(name)}${near === undefined ? '' : `: did you mean ${near}?`} (loglog list targets)`,
  );
}

function readParameter(family: Family, parameter: Parameter, text: string): Rational {
  const [words, test] = parameter.condition ?? ['a number', () => true];
  let value: Rational | undefined;
  try {
    value = parseNumeral(text);
  } catch {
    // Whatever the numeral lacks, the message below says what is wanted and what was given.
  }
  if (value === undefined || !test(value)) {
    throw new RangeError(`${patternOf(family)}: expected ${parameter.symbol} ${words}, got ${quote(text)}`);
  }
  return value;
}

function readParameters(family: Family, name: string): readonly Rational[] {
  const wanted = family.parameters ?? [];
  const colon = name.indexOf(':');
  if (colon < 0) {
    return wanted.map((parameter) => {
      if (parameter.default) return parameter.default;
      throw new RangeError(`${patternOf(family)}: expected a value for ${parameter.symbol}, got ${quote(name)}`);
    });
  }
  const given = name.slice(colon + 1).split(',', wanted.length + 1);
  if (given.length !== wanted.length) {
    const count = wanted.length === 0 ? 'no parameter' : `${String(wanted.length)} parameters`;
    throw new RangeError(`${patternOf(family)}: expected ${count}, got ${quote(name)}`);
  }
  return wanted.map((parameter, i) => readParameter(family, parameter, given[i] ?? ''));
}

/**
 * The target of a name.
 *
 * In floating point the relative error is a few ulps of the precision times the condition number of the formula's
 * exponentials, for all x whose value is in range, with two exceptions: `gelu-erf` for x ≪ 0 has an absolute error of
 * that size, and `golu` for x below −700 asks for exp(−x), which the doubles do not hold.
 * @param name - A family's name, with parameters after a colon or its defaults: `tanh`, `root:3`, `cauchy:1,0.5,2`.
 * @returns The target; its name carries all parameters.
 * @throws {RangeError} for an unknown name (with the nearest known one) and for missing or malformed parameters.
 * @example findTarget('elu').name // 'elu:1'
 */
export function findTarget(name: string): Target {
  const family = BY_NAME.get(name.split(':', 1)[0] ?? '');
  if (family === undefined) throw unknownTarget(name);
  const parameters = readParameters(family, name);
  const values: ParameterValues = {
    at: (i) => {
      const value = parameters[i];
      if (value === undefined) throw new RangeError(`${family.name}: expected a parameter number ${String(i)}`);
      return value;
    },
  };
  const canonical = parameters.length > 0 ? `${family.name}:${parameters.map(formatExact).join(',')}` : family.name;
  const rule = family.rule?.(values);
  const kinks = family.kinks?.(values) ?? [];
  return Object.freeze<Target>({
    name: canonical,
    formula: family.formula,
    reference: family.reference,
    evaluate: <T>(F: RealField<T>, x: T): T => family.evaluate(F, x, values),
    checkDomain: (domain) => rule?.(canonical, domain),
    kinks: (domain) => interior(kinks, domain),
  });
}

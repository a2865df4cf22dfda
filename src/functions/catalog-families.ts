/**
 * The table of the catalog: every family of targets with its definition, written once over any number system.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { parseNumeral } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationalToNumber } from '../arithmetic/rational.ts';
import {
  cauchy,
  celu,
  clamp,
  elu,
  geluErf,
  geluTanh,
  golu,
  hardSigmoid,
  leakyRelu,
  logSigmoid,
  mish,
  sigmoid,
  silu,
  softplusScaled,
  softsign,
} from './activations.ts';
import { awayFromZero, type DomainRule, insideUnit, nonNegative, positive } from './domain.ts';

/** A parameter after the colon of a name. */
export interface Parameter {
  readonly symbol: string;
  /** Taken where the name gives none; a parameter without one must be given. */
  readonly default?: Rational;
  /** The condition in words, and its test; any number if absent. */
  readonly condition?: readonly [words: string, test: (value: Rational) => boolean];
}

/** The values of a family's parameters. */
export interface ParameterValues {
  /** The value of the i-th parameter. */
  at(i: number): Rational;
}

/** A family of targets: one target for every choice of its parameters. */
export interface Family {
  readonly name: string;
  readonly formula: string;
  readonly reference: string;
  readonly parameters?: readonly Parameter[];
  readonly evaluate: <T>(F: RealField<T>, x: T, p: ParameterValues) => T;
  /** Where it is defined; everywhere if absent. */
  readonly rule?: (p: ParameterValues) => DomainRule | undefined;
  /** All points of the real line where it is continuous but not analytic, in order. */
  readonly kinks?: (p: ParameterValues) => readonly Rational[];
}

const integers = (...values: readonly number[]): readonly Rational[] => values.map((n) => makeRational(BigInt(n)));
const AT_ZERO = integers(0);
const ONE = makeRational(1n);

const POSITIVE: Parameter['condition'] = ['> 0', ({ numerator }) => numerator > 0n];
const NON_ZERO: Parameter['condition'] = ['≠ 0', ({ numerator }) => numerator !== 0n];
const MAX_ROOT = 10_000;
const ROOT_INDEX: Parameter['condition'] = [
  `an integer from 2 to ${String(MAX_ROOT)}`,
  ({ numerator, denominator }) => denominator === 1n && numerator >= 2n && numerator <= BigInt(MAX_ROOT),
];
const isEven = (p: Rational): boolean => (p.numerator & 1n) === 0n;

const SELU_ALPHA = parseNumeral('1.6732632423543772848170429916717');
const SELU_SCALE = parseNumeral('1.0507009873554804934193349852946');

const torch = (name: string, paper?: string): string => `PyTorch torch.nn.${name}${paper ? `; ${paper}` : ''}`;
const dlmf = (section: string): string => `NIST DLMF §${section}`;

const ELEMENTARY: readonly Family[] = [
  { name: 'exp', formula: 'exp x', reference: dlmf('4.2'), evaluate: (F, x) => F.exp(x) },
  { name: 'log', formula: 'log x', reference: dlmf('4.2'), evaluate: (F, x) => F.log(x), rule: () => positive },
  { name: 'tanh', formula: 'tanh x', reference: dlmf('4.28'), evaluate: (F, x) => F.tanh(x) },
  { name: 'sinh', formula: 'sinh x', reference: dlmf('4.28'), evaluate: (F, x) => F.sinh(x) },
  { name: 'cosh', formula: 'cosh x', reference: dlmf('4.28'), evaluate: (F, x) => F.cosh(x) },
  { name: 'sin', formula: 'sin x', reference: dlmf('4.14'), evaluate: (F, x) => F.sin(x) },
  { name: 'cos', formula: 'cos x', reference: dlmf('4.14'), evaluate: (F, x) => F.cos(x) },
  { name: 'atan', formula: 'arctan x', reference: dlmf('4.23'), evaluate: (F, x) => F.atan(x) },
  {
    name: 'atanh',
    formula: 'artanh x = ½ log((1 + x)/(1 − x))',
    reference: dlmf('4.37'),
    evaluate: (F, x) => F.atanh(x),
    rule: () => insideUnit,
  },
  { name: 'erf', formula: '(2/√π) ∫₀ˣ exp(−t²) dt', reference: dlmf('7.2'), evaluate: (F, x) => F.erf(x) },
];

const ALGEBRAIC: readonly Family[] = [
  { name: 'sqrt', formula: '√x', reference: dlmf('4.2'), evaluate: (F, x) => F.sqrt(x), rule: () => nonNegative },
  {
    name: 'cbrt',
    formula: 'the real cube root of x',
    reference: dlmf('4.2'),
    evaluate: (F, x) => F.root(x, 3),
    kinks: () => AT_ZERO,
  },
  {
    name: 'root',
    formula: 'x^(1/p), real and odd for odd p',
    reference: dlmf('4.2'),
    parameters: [{ symbol: 'p', condition: ROOT_INDEX }],
    evaluate: (F, x, p) => F.root(x, rationalToNumber(p.at(0))),
    rule: (p) => (isEven(p.at(0)) ? nonNegative : undefined),
    kinks: () => AT_ZERO,
  },
  {
    name: 'sign',
    formula: '−1, 0 or 1',
    reference: 'E. I. Zolotarev 1877',
    evaluate: (F, x) => F.sign(x),
    rule: () => awayFromZero,
  },
  {
    name: 'abs',
    formula: '|x|',
    reference: 'D. J. Newman 1964, doi:10.1307/mmj/1028999029',
    evaluate: (F, x) => F.abs(x),
    kinks: () => AT_ZERO,
  },
];

const PIECEWISE_RATIONAL: readonly Family[] = [
  {
    name: 'relu',
    formula: 'max(x, 0)',
    reference: torch('ReLU'),
    evaluate: (F, x) => F.max(x, F.zero),
    kinks: () => AT_ZERO,
  },
  {
    name: 'leaky-relu',
    formula: 'max(x, 0) + s·min(x, 0)',
    reference: torch('LeakyReLU'),
    parameters: [{ symbol: 's', default: makeRational(1n, 100n) }],
    evaluate: (F, x, p) => leakyRelu(F, x, p.at(0)),
    kinks: (p) => (isOne(p.at(0)) ? [] : AT_ZERO),
  },
  {
    name: 'prelu',
    formula: 'max(x, 0) + a·min(x, 0)',
    reference: torch('PReLU', 'arXiv:1502.01852'),
    parameters: [{ symbol: 'a', default: makeRational(1n, 4n) }],
    evaluate: (F, x, p) => leakyRelu(F, x, p.at(0)),
    kinks: (p) => (isOne(p.at(0)) ? [] : AT_ZERO),
  },
  {
    name: 'relu6',
    formula: 'min(max(x, 0), 6)',
    reference: torch('ReLU6'),
    evaluate: (F, x) => clamp(F, x, 0n, 6n),
    kinks: () => integers(0, 6),
  },
  {
    name: 'hardtanh',
    formula: 'min(max(x, −1), 1)',
    reference: torch('Hardtanh'),
    evaluate: (F, x) => clamp(F, x, -1n, 1n),
    kinks: () => integers(-1, 1),
  },
  {
    name: 'hardsigmoid',
    formula: 'min(max(x + 3, 0), 6)/6',
    reference: torch('Hardsigmoid'),
    evaluate: (F, x) => hardSigmoid(F, x),
    kinks: () => integers(-3, 3),
  },
  {
    name: 'hardswish',
    formula: 'x·min(max(x + 3, 0), 6)/6',
    reference: torch('Hardswish', 'arXiv:1905.02244'),
    evaluate: (F, x) => F.mul(x, hardSigmoid(F, x)),
    kinks: () => integers(-3, 3),
  },
  {
    name: 'softsign',
    formula: 'x/(1 + |x|)',
    reference: torch('Softsign'),
    evaluate: (F, x) => softsign(F, x),
    kinks: () => AT_ZERO,
  },
  {
    name: 'cauchy',
    formula: '(λ1·x + λ2)/(x² + d²)',
    reference: 'the Cauchy activation of XNet (From Kolmogorov to Cauchy: Shallow XNet Surpasses KANs)',
    parameters: [{ symbol: 'λ1' }, { symbol: 'λ2' }, { symbol: 'd', condition: NON_ZERO }],
    evaluate: (F, x, p) => cauchy(F, x, p.at(0), p.at(1), p.at(2)),
  },
];

const EXPONENTIAL: readonly Family[] = [
  { name: 'sigmoid', formula: '1/(1 + exp(−x))', reference: torch('Sigmoid'), evaluate: (F, x) => sigmoid(F, x) },
  {
    name: 'logsigmoid',
    formula: 'log(1/(1 + exp(−x)))',
    reference: torch('LogSigmoid'),
    evaluate: (F, x) => logSigmoid(F, x),
  },
  {
    name: 'softplus',
    formula: 'log(1 + exp(β·x))/β, exactly: PyTorch switches to x where β·x > 20, this does not',
    reference: torch('Softplus'),
    parameters: [{ symbol: 'β', default: ONE, condition: POSITIVE }],
    evaluate: (F, x, p) => softplusScaled(F, x, p.at(0)),
  },
  {
    name: 'silu',
    formula: 'x/(1 + exp(−x))',
    reference: torch('SiLU', 'arXiv:1702.03118'),
    evaluate: (F, x) => silu(F, x),
  },
  {
    name: 'mish',
    formula: 'x·tanh(log(1 + exp x))',
    reference: torch('Mish', 'arXiv:1908.08681'),
    evaluate: (F, x) => mish(F, x),
  },
  {
    name: 'gelu-tanh',
    formula: '½x(1 + tanh(√(2/π)(x + 0.044715x³)))',
    reference: torch("GELU(approximate='tanh')", 'arXiv:1606.08415'),
    evaluate: (F, x) => geluTanh(F, x),
  },
  {
    name: 'gelu-erf',
    formula: '½x(1 + erf(x/√2))',
    reference: torch('GELU', 'arXiv:1606.08415'),
    evaluate: (F, x) => geluErf(F, x),
  },
  {
    name: 'elu',
    formula: 'max(x, 0) + α(exp(min(x, 0)) − 1)',
    reference: torch('ELU', 'arXiv:1511.07289'),
    parameters: [{ symbol: 'α', default: ONE, condition: POSITIVE }],
    evaluate: (F, x, p) => elu(F, x, p.at(0)),
    kinks: () => AT_ZERO,
  },
  {
    name: 'celu',
    formula: 'max(x, 0) + α(exp(min(x, 0)/α) − 1)',
    reference: torch('CELU', 'arXiv:1704.07483'),
    parameters: [{ symbol: 'α', default: ONE, condition: POSITIVE }],
    evaluate: (F, x, p) => celu(F, x, p.at(0)),
    kinks: () => AT_ZERO,
  },
  {
    name: 'selu',
    formula: 's·(max(x, 0) + α(exp(min(x, 0)) − 1)), s = 1.05070098735548…, α = 1.67326324235437…',
    reference: torch('SELU', 'arXiv:1706.02515'),
    evaluate: (F, x) => F.mul(F.constant(SELU_SCALE), elu(F, x, SELU_ALPHA)),
    kinks: () => AT_ZERO,
  },
  {
    name: 'golu',
    formula: 'x·exp(−exp(−x))',
    reference: 'Gompertz Linear Units: Leveraging Asymmetry for Enhanced Learning Dynamics',
    evaluate: (F, x) => golu(F, x),
  },
];

function isOne({ numerator, denominator }: Rational): boolean {
  return numerator === denominator;
}

/** All families, in the order in which they are listed. */
export const FAMILIES: readonly Family[] = Object.freeze([
  ...ALGEBRAIC,
  ...ELEMENTARY,
  ...EXPONENTIAL,
  ...PIECEWISE_RATIONAL,
]);

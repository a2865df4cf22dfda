/**
 * Layers: functions of several variables with several values, by name, with parameters after a colon, for instance `softmax:3`.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { formatExact, parseNumeral } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationalToNumber } from '../arithmetic/rational.ts';
import { attention, gated, layerNorm, logSoftmax, rmsNorm, softmax } from './layer-formulas.ts';
import { geluTanh, sigmoid, silu } from './activations.ts';
import { nearestName } from './nearest-name.ts';
import type { VectorFunction } from './target.ts';

/** A function of several variables that is defined and continuous everywhere. */
export interface Layer {
  /** Canonical name with its parameters, for instance `layernorm:3,0.00001`. */
  readonly name: string;
  /** The definition, in plain text. */
  readonly formula: string;
  readonly reference: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The values, in the number system given. */
  readonly evaluate: VectorFunction;
}

/** A parameter: a whole number in a range, or a number above 0. */
type Parameter =
  | { readonly symbol: string; readonly from: number; readonly to: number }
  | { readonly symbol: string; readonly positive: true };

interface LayerFamily {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Parameters of the family's example. */
  readonly example: readonly string[];
  readonly formula: string;
  readonly reference: string;
  readonly make: (p: readonly Rational[]) => Omit<Layer, 'name' | 'formula' | 'reference'>;
}

/** Longer inputs are no small shapes any more. */
const MOST_INPUTS = 64;

const size = (symbol: string, from: number, to: number): Parameter => ({ symbol, from, to });
const DELTA: Parameter = { symbol: 'δ', positive: true };
const number = (q: Rational | undefined): number => rationalToNumber(q ?? makeRational(0n));
const torch = (name: string): string => `PyTorch torch.nn.${name}`;
const SHAZEER = 'N. Shazeer, GLU variants improve transformer, arXiv 2002.05202';

/** d values from d. */
const square =
  (evaluate: VectorFunction) =>
  ([d]: readonly Rational[]): ReturnType<LayerFamily['make']> => ({
    inputs: number(d),
    outputs: number(d),
    evaluate,
  });

/** d values from 2d: the first half of the inputs times an activation of the second. */
function gate(
  name: string,
  words: string,
  reference: string,
  activation: <T>(F: RealField<T>, x: T) => T,
): LayerFamily {
  return {
    name,
    parameters: [size('d', 1, MOST_INPUTS / 2)],
    example: ['1'],
    formula: `y_i = x_i ${words}(x_(d+i))`,
    reference,
    make: ([d]) => ({
      inputs: 2 * number(d),
      outputs: number(d),
      evaluate: (F, inputs) => gated(F, inputs, (x) => activation(F, x)),
    }),
  };
}

const FAMILIES: readonly LayerFamily[] = [
  {
    name: 'softmax',
    parameters: [size('d', 1, MOST_INPUTS)],
    example: ['2'],
    formula: 'y_i = exp x_i / Σ_j exp x_j',
    reference: torch('Softmax'),
    make: square(softmax),
  },
  {
    name: 'softmin',
    parameters: [size('d', 1, MOST_INPUTS)],
    example: ['2'],
    formula: 'y_i = exp(−x_i) / Σ_j exp(−x_j)',
    reference: torch('Softmin'),
    make: square((F, inputs) =>
      softmax(
        F,
        inputs.map((x) => F.neg(x)),
      ),
    ),
  },
  {
    name: 'logsoftmax',
    parameters: [size('d', 1, MOST_INPUTS)],
    example: ['2'],
    formula: 'y_i = x_i − log Σ_j exp x_j',
    reference: torch('LogSoftmax'),
    make: square(logSoftmax),
  },
  gate('glu', 'sigmoid', torch('GLU'), sigmoid),
  gate('reglu', 'relu', SHAZEER, (F, x) => F.max(x, F.zero)),
  gate('geglu', 'gelu-tanh', SHAZEER, geluTanh),
  gate('swiglu', 'silu', SHAZEER, silu),
  {
    name: 'layernorm',
    parameters: [size('d', 1, MOST_INPUTS), DELTA],
    example: ['2', '0.00001'],
    formula: 'y_i = (x_i − m)/√(v + δ), m the mean and v the (biased) variance of x',
    reference: torch('LayerNorm'),
    make: ([d, delta = makeRational(1n)]) => square((F, inputs) => layerNorm(F, inputs, delta))([d ?? delta]),
  },
  {
    name: 'rmsnorm',
    parameters: [size('d', 1, MOST_INPUTS), DELTA],
    example: ['2', '0.00001'],
    formula: 'y_i = x_i/√(q + δ), q the mean of x²',
    reference: torch('RMSNorm'),
    make: ([d, delta = makeRational(1n)]) => square((F, inputs) => rmsNorm(F, inputs, delta))([d ?? delta]),
  },
  {
    name: 'attention',
    parameters: [size('n', 1, 8), size('k', 1, 8)],
    example: ['2', '1'],
    formula: 'Y = softmax(XXᵀ/√k) X, X the n×k matrix of the inputs row by row, softmax by rows',
    reference: 'A. Vaswani et al., Attention is all you need, arXiv 1706.03762, with Q = K = V = X',
    make: ([n, k]) => ({
      inputs: number(n) * number(k),
      outputs: number(n) * number(k),
      evaluate: (F, inputs) => attention(F, inputs, number(k)),
    }),
  },
];

const BY_NAME: ReadonlyMap<string, LayerFamily> = new Map(FAMILIES.map((family) => [family.name, family]));

/** The names of the families. */
export const layerNames: readonly string[] = Object.freeze([...BY_NAME.keys()]);

const patternOf = ({ name, parameters }: LayerFamily): string =>
  `${name}:${parameters.map(({ symbol }) => symbol).join(',')}`;

/** What {@link listLayers} says of a family. */
export interface LayerSummary {
  /** The name with the symbols of its parameters. */
  readonly pattern: string;
  /** One layer of the family. */
  readonly example: string;
  readonly formula: string;
  readonly reference: string;
}

/** The families of layers, in a fixed order. */
export function listLayers(): readonly LayerSummary[] {
  return FAMILIES.map((family) => ({
    pattern: patternOf(family),
    example: `${family.name}:${family.example.join(',')}`,
    formula: family.formula,
    reference: family.reference,
  }));
}

/**
 * Says whether the part of a text before the first colon is the name of a layer.
 * @param text - For instance `softmax:3`.
 * @returns True for known families, whatever follows the colon.
 */
export function isLayerName(text: string): boolean {
  return BY_NAME.has(text.split(':', 1)[0] ?? '');
}

function readParameter(family: LayerFamily, parameter: Parameter, text: string): Rational {
  let value: Rational | undefined;
  try {
    value = parseNumeral(text);
  } catch {
    // Whatever the numeral lacks, the message below says what is wanted and what was given.
  }
  const isWhole = value?.denominator === 1n;
  const fits =
    value !== undefined &&
    ('positive' in parameter
      ? value.numerator > 0n
      : isWhole && value.numerator >= BigInt(parameter.from) && value.numerator <= BigInt(parameter.to));
  if (value !== undefined && fits) return value;
  const wanted =
    'positive' in parameter ? '> 0' : `a whole number from ${String(parameter.from)} to ${String(parameter.to)}`;
  throw new RangeError(
    `${patternOf(family)}: expected ${parameter.symbol} ${wanted}, got ${JSON.stringify(text.slice(0, 60))}`,
  );
}

/**
 * The layer of a name.
 * @param name - A family's name with all its parameters: `softmax:3`, `layernorm:3,1e-5`, `attention:2,1`.
 * @returns The layer; its name carries the parameters in their exact form.
 * @throws {RangeError} for an unknown name, for missing parameters and for those out of range.
 * @example findLayer('glu:2').inputs // 4
 */
export function findLayer(name: string): Layer {
  const family = BY_NAME.get(name.split(':', 1)[0] ?? '');
  if (family === undefined) {
    const near = nearestName(name.split(':', 1)[0] ?? '', layerNames);
    const hint = near === undefined ? '' : `: did you mean ${near}?`;
    throw new RangeError(`unknown layer ${JSON.stringify(name.slice(0, 60))}${hint} (loglog list targets)`);
  }
  const colon = name.indexOf(':');
  const given = colon < 0 ? [] : name.slice(colon + 1).split(',', family.parameters.length + 1);
  if (given.length !== family.parameters.length) {
    const shown = JSON.stringify(name.slice(0, 60));
    throw new RangeError(`${patternOf(family)}: expected ${String(family.parameters.length)} parameters, got ${shown}`);
  }
  const values = family.parameters.map((parameter, i) => readParameter(family, parameter, given[i] ?? ''));
  const { formula, reference } = family;
  const canonical = `${family.name}:${values.map(formatExact).join(',')}`;
  return Object.freeze({ name: canonical, formula, reference, ...family.make(values) });
}

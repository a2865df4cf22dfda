/** `loglog triangle`. */
import { formatDecimal, formatExact } from '../../arithmetic/numerals.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import { type DenseNetwork, serializeNetwork, sizeOfDense } from '../../circuits/index.ts';
import { resolveTarget } from '../../functions/index.ts';
import { type Check, checkInstance, instanceOf, waveStatements } from '../../theorems/index.ts';
import { sizeRecord } from '../../theorems/statement.ts';
import {
  boundAsText,
  boundPiecewiseError,
  encodeWaves,
  extendPeaks,
  firstFactor,
  scalingRatio,
  slopesOf,
  sumPieces,
  type WaveForm,
} from '../../triangle/index.ts';
import { badRequest, EXIT } from '../failure.ts';
import { answer, type CommonOptions, sizeLines } from '../output.ts';

/** Options of the command. */
export interface TriangleOptions extends CommonOptions {
  readonly a: readonly { readonly text: string; readonly value: Rational }[];
  readonly depth?: number;
  /** Factors that begin the list; the rule gives those that follow. */
  readonly sum: readonly Rational[] | 'rule';
  readonly form: WaveForm;
  readonly target?: string;
  readonly verify?: boolean;
  readonly output?: string;
}

const Q = rationals;
const UNIT = { lower: Q.zero, upper: Q.one };

function peaksOf({ a }: TriangleOptions): readonly Rational[] {
  for (const { text, value } of a) {
    if (value.numerator <= 0n || value.numerator >= value.denominator) {
      throw badRequest(`triangle: expected peaks strictly between 0 and 1, got ${text.slice(0, 40)}`);
    }
  }
  return a.map(({ value }) => value);
}

/** The factors s_0, …, s_depth: those given, then the rule. */
function factorsOf(a: readonly Rational[], depth: number, { sum, form }: TriangleOptions): readonly Rational[] {
  if (sum !== 'rule' && sum.length > depth) {
    throw badRequest(`triangle: expected at most ${String(depth)} factors, got ${String(sum.length)}`);
  }
  const factors: Rational[] = sum === 'rule' ? [firstFactor(Q, a, form)] : [...sum];
  while (factors.length <= depth) {
    factors.push(Q.mul(factors.at(-1) as Rational, scalingRatio(Q, a, factors.length)));
  }
  return factors;
}

const exact = (list: readonly Rational[]): readonly string[] => list.map(formatExact);
const short = (value: Rational): string => {
  const text = formatExact(value);
  return text.length <= 24 ? text : `${formatDecimal(value, 12)}…`;
};

/** The certified error against a target, if one is given. */
function errorAgainst(network: DenseNetwork, name: string | undefined): Record<string, unknown> | undefined {
  if (name === undefined) return undefined;
  const target = resolveTarget(name);
  const bound = boundPiecewiseError(network, target, UNIT);
  return { target: target.name, error: boundAsText(bound), at: formatDecimal(bound.at, 20), pieces: bound.pieces };
}

/** What the statements about waves say of these peaks, proposition by proposition. */
function statementsFor(
  peaks: readonly Rational[],
): readonly { readonly id: string; readonly checks: readonly Check[] }[] {
  const instance = instanceOf(peaks);
  return waveStatements.map(({ id, propositions }) => ({ id, checks: checkInstance(propositions, instance) }));
}

/**
 * Prints a sum of triangle waves: factors, bends, distance to its limit, and its network.
 * @returns the exit code: 1 if a statement that was to be verified does not hold for these peaks
 */
export async function runTriangle(options: TriangleOptions): Promise<number> {
  const given = peaksOf(options);
  const depth = options.depth ?? given.length;
  const a = extendPeaks(given, Math.max(depth + 2, given.length));
  const all = factorsOf(a, depth, options);
  const factors = all.slice(0, depth);
  const last = all[depth] as Rational;
  const distance = last.numerator < 0n ? Q.neg(last) : last;
  const { form } = options;
  const network: DenseNetwork = {
    ...encodeWaves(a.slice(0, depth + 1), factors, form),
    meta: { peaks: exact(a.slice(0, depth)), factors: exact(factors), form },
  };
  const text = serializeNetwork(network);
  if (options.output !== undefined) await writeFileAtomically(options.output, text);
  const sum = sumPieces(Q, a, factors);
  const size = sizeRecord(sizeOfDense(network));
  const against = errorAgainst(network, options.target);
  const verified = options.verify === true ? statementsFor(given) : undefined;
  const json = {
    a: exact(a.slice(0, depth)),
    continuation: formatExact(a.at(-1) as Rational),
    depth,
    form,
    factors: exact(factors),
    bends: { points: exact(sum.points), values: exact(sum.values), slopes: exact(slopesOf(Q, sum)) },
    pieces: sum.points.length - 1,
    limit: { ...boundAsText({ lower: distance, upper: distance }), exact: formatExact(distance) },
    ...(against && { against }),
    ...(verified && { statements: verified }),
    size,
    network: options.output ?? (JSON.parse(text) as unknown),
  };
  answer(options, json, () =>
    [
      `F_${String(depth)} = ${factors.map((s, i) => `${short(s)} W_${String(i)}`).join(' + ')}`,
      `peaks ${a.slice(0, depth).map(short).join(', ')}, continued by ${short(a.at(-1) as Rational)}`,
      `${String(sum.points.length - 1)} linear pieces between bends at ${listed(sum.points)}`,
      `distance to its limit, exactly: ${short(distance)} (${formatDecimal(distance, 6)})`,
      ...(against
        ? [`proven uniform error of the network against ${options.target ?? ''}: ${errorText(against)}`]
        : []),
      `ReLU network of ${{ waves: 'F', sum: 'x + F', difference: 'x − F' }[form]}:`,
      sizeLines(size),
      ...(verified ?? []).map(
        ({ id, checks }) => `${id}: ${checks.every(holds) ? 'holds' : 'does not hold'} for these peaks`,
      ),
      options.output === undefined ? 'Write the network to a file with -o FILE.' : `Written to ${options.output}.`,
    ].join('\n'),
  );
  return (verified ?? []).every(({ checks }) => checks.every(holds)) ? EXIT.done : EXIT.violated;
}

const holds = ({ witness, undecided }: Check): boolean => witness === undefined && undecided === undefined;

const SHOWN = 9;
const listed = (points: readonly Rational[]): string =>
  points.length <= SHOWN
    ? points.map(short).join(', ')
    : `${points
        .slice(0, SHOWN - 2)
        .map(short)
        .join(', ')}, …, ${short(points.at(-1) as Rational)}`;

const errorText = ({ error }: Record<string, unknown>): string => {
  const { lower, upper } = error as { lower: string; upper: string };
  return `[${lower}, ${upper}]`;
};

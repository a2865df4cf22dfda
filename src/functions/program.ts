/**
 * Expressions compiled to straight-line programs: a list of steps, each computed from earlier ones.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { bitLength, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { type ExpressionNode, foldExpression } from './parse-expression.ts';

/** The operations on one value that a {@link RealField} offers. */
export type UnaryOperation =
  | 'neg'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'xlogx'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'atanh'
  | 'sin'
  | 'cos'
  | 'atan'
  | 'erf'
  | 'abs'
  | 'sign';
/** The operations on two values. */
export type BinaryOperation = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'min' | 'max';

/** A step; arguments are numbers of earlier steps. */
export type Step =
  | { readonly op: 'x' }
  | { readonly op: 'pi' }
  | { readonly op: 'constant'; readonly value: Rational }
  | { readonly op: UnaryOperation; readonly args: readonly [number] }
  | { readonly op: BinaryOperation; readonly args: readonly [number, number] }
  /** The real p-th root. */
  | { readonly op: 'root'; readonly args: readonly [number]; readonly p: number }
  /** xⁿ by multiplications, n ≥ 2. */
  | { readonly op: 'power'; readonly args: readonly [number]; readonly n: number };

/** Steps in order; the value is that of the last. */
export type Program = readonly Step[];

/** Integer exponents above this are refused: such powers leave every domain but a point. */
const MAX_POWER = 1_000_000;
/** Nested powers multiply; beyond this the exponents of results would no longer be exact integers in doubles. */
const MAX_DEGREE = 1e9;
/** Constants are combined exactly as long as they are no longer than this. */
const MAX_FOLDED_BITS = 2 ** 16;

const UNARY_CALLS: ReadonlySet<string> = new Set<UnaryOperation>([
  'sqrt',
  'exp',
  'log',
  'sinh',
  'cosh',
  'tanh',
  'atanh',
  'sin',
  'cos',
  'atan',
  'erf',
  'abs',
  'sign',
]);

/** A part of an expression: a known rational number or the number of a step. */
type Part = { readonly exact: Rational } | { readonly step: number; readonly isE?: boolean };

const OPERATIONS = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' } as const;

function fault(what: string, position: number): RangeError {
  return new RangeError(`expressionTarget: ${what} at character ${String(position)}`);
}

const integer = (n: number): Part => ({ exact: makeRational(BigInt(n)) });
const size = ({ numerator, denominator }: Rational): number => bitLength(numerator) + bitLength(denominator);

/** Collects steps, each different one once. */
class ProgramBuilder {
  readonly steps: Step[] = [];
  readonly #known = new Map<string, number>();
  readonly #degrees: number[] = [];

  /** The number of a step; equal steps share it. */
  push(step: Step, position: number): Part {
    const key = [
      step.op,
      'args' in step ? step.args.join() : '',
      'value' in step ? `${String(step.value.numerator)}/${String(step.value.denominator)}` : '',
      'n' in step ? step.n : 'p' in step ? step.p : '',
    ].join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return { step: known };
    const degree = this.#degreeOf(step);
    if (degree > MAX_DEGREE)
      throw fault(`expected powers of total degree at most ${String(MAX_DEGREE)}, got more`, position);
    this.steps.push(step);
    this.#degrees.push(degree);
    this.#known.set(key, this.steps.length - 1);
    return { step: this.steps.length - 1 };
  }

  #degreeOf(step: Step): number {
    if (!('args' in step)) return 1;
    const degrees = step.args.map((i) => this.#degrees[i] ?? 1);
    if (step.op === 'power') return step.n * (degrees[0] ?? 1);
    return step.op === 'mul' || step.op === 'div' ? degrees.reduce((sum, d) => sum + d, 0) : Math.max(...degrees);
  }

  index(part: Part, position: number): number {
    if ('step' in part) return part.step;
    const pushed = this.push({ op: 'constant', value: part.exact }, position);
    return 'step' in pushed ? pushed.step : 0;
  }

  unary(op: UnaryOperation, x: Part, position: number): Part {
    if (op === 'neg' && 'exact' in x) return { exact: rationals.neg(x.exact) };
    return this.push({ op, args: [this.index(x, position)] }, position);
  }

  binary(op: BinaryOperation, x: Part, y: Part, position: number): Part {
    if (op === 'div' && 'exact' in y && y.exact.numerator === 0n) throw fault('division by zero', position);
    const isField = op === 'add' || op === 'sub' || op === 'mul' || op === 'div';
    if (isField && 'exact' in x && 'exact' in y && size(x.exact) + size(y.exact) <= MAX_FOLDED_BITS) {
      return { exact: rationals[op](x.exact, y.exact) };
    }
    return this.push({ op, args: [this.index(x, position), this.index(y, position)] }, position);
  }

  /** A product; a factor that vanishes where the logarithm beside it is infinite is joined with it, so that x·log x is 0 at 0. */
  product(x: Part, y: Part, position: number): Part {
    return this.#joined(x, y, position) ?? this.#joined(y, x, position) ?? this.binary('mul', x, y, position);
  }

  #stepOf(part: Part): Step | undefined {
    return 'step' in part ? this.steps[part.step] : undefined;
  }

  /** `factor · logarithm` in terms of s log s, if `logarithm` is a multiple of log s and s^c divides `factor`, c > 0. */
  #joined(factor: Part, logarithm: Part, position: number): Part | undefined {
    const step = this.#stepOf(logarithm);
    if (step?.op === 'log') return this.#timesLog(factor, step.args[0], position);
    // log(s, b) is log s / log b.
    if (step?.op !== 'div' || this.steps[step.args[0]]?.op !== 'log') return undefined;
    const product = this.#joined(factor, { step: step.args[0] }, position);
    return product && this.binary('div', product, { step: step.args[1] }, position);
  }

  /** `factor · log s`; all forms are undefined for s < 0, as log s is. */
  #timesLog(factor: Part, s: number, position: number): Part | undefined {
    if ('step' in factor && factor.step === s) return this.unary('xlogx', factor, position);
    const step = this.#stepOf(factor);
    if (step === undefined || !('args' in step)) return undefined;
    const [first, second] = step.args;
    if (step.op === 'mul') {
      const left = this.#timesLog({ step: first }, s, position);
      if (left) return this.binary('mul', left, { step: second ?? first }, position);
      const right = this.#timesLog({ step: second ?? first }, s, position);
      return right && this.binary('mul', { step: first }, right, position);
    }
    if (first !== s) return undefined;
    if (step.op === 'power') {
      const entropy = this.unary('xlogx', { step: s }, position);
      return this.binary('mul', this.integerPower({ step: s }, BigInt(step.n - 1), position), entropy, position);
    }
    const scale = this.#exponentOf(step);
    return scale && this.binary('div', this.unary('xlogx', factor, position), { exact: scale }, position);
  }

  /** The c > 0 for which the step is the c-th power of its first operand, if that is a root or a fractional power. */
  #exponentOf(step: Step): Rational | undefined {
    if (step.op === 'sqrt') return makeRational(1n, 2n);
    if (step.op === 'root') return makeRational(1n, BigInt(step.p));
    const exponent = step.op === 'pow' ? this.steps[step.args[1]] : undefined;
    return exponent?.op === 'constant' && exponent.value.numerator > 0n ? exponent.value : undefined;
  }

  power(base: Part, exponent: Part, position: number): Part {
    if ('isE' in base && base.isE) return this.unary('exp', exponent, position);
    if (!('exact' in exponent)) return this.binary('pow', base, exponent, position);
    const { numerator, denominator } = exponent.exact;
    if (denominator > 2n) return this.binary('pow', base, exponent, position);
    // Square roots are exact where they can be; exp(½ log x) is not, and is not defined at 0 for enclosures.
    const root = denominator === 2n ? this.unary('sqrt', base, position) : base;
    return this.integerPower(root, numerator, position);
  }

  integerPower(base: Part, n: bigint, position: number): Part {
    const magnitude = n < 0n ? -n : n;
    if (magnitude > BigInt(MAX_POWER))
      throw fault(`expected exponents within ±${String(MAX_POWER)}, got more`, position);
    if (n === 0n) return integer(1);
    if (n < 0n) return this.binary('div', integer(1), this.integerPower(base, -n, position), position);
    if (n === 1n) return base;
    if ('exact' in base && size(base.exact) * Number(n) <= MAX_FOLDED_BITS) {
      return { exact: makeRational(base.exact.numerator ** n, base.exact.denominator ** n) };
    }
    return this.push({ op: 'power', args: [this.index(base, position)], n: Number(n) }, position);
  }

  constant(name: string, position: number): Part {
    if (name === 'pi') return this.push({ op: 'pi' }, position);
    if (name === 'tau') return this.binary('mul', integer(2), this.constant('pi', position), position);
    return { ...this.unary('exp', integer(1), position), isE: true };
  }

  call(name: string, parts: readonly Part[], position: number): Part {
    const [x, y] = parts;
    if (x === undefined) throw fault(`expected an argument of ${name}`, position);
    if (name === 'min' || name === 'max') return parts.reduce((a, b) => this.binary(name, a, b, position));
    if (name === 'pow' && y !== undefined) return this.power(x, y, position);
    if (name === 'cbrt') return this.push({ op: 'root', args: [this.index(x, position)], p: 3 }, position);
    if (!UNARY_CALLS.has(name)) throw fault(`${name} is not allowed`, position);
    const value = this.unary(name as UnaryOperation, x, position);
    return name === 'log' && y !== undefined
      ? this.binary('div', value, this.unary('log', y, position), position)
      : value;
  }
}

/**
 * Compiles a syntax tree in the variable x.
 *
 * Rational constants are combined exactly; integer powers become multiplications, half-integer powers square roots,
 * powers of `e` exponentials; equal parts are computed once.
 * @param root - The tree.
 * @returns The program.
 * @throws {RangeError} for a division by a constant zero and for exponents beyond ±1 000 000.
 */
export function compileExpression(root: ExpressionNode): Program {
  const builder = new ProgramBuilder();
  const value = foldExpression<Part>(root, (node, parts) => {
    const { position } = node;
    const [x, y] = parts;
    if (node.kind === 'number') return { exact: node.value };
    if (node.kind === 'variable') return builder.push({ op: 'x' }, position);
    if (node.kind === 'constant') return builder.constant(node.name, position);
    if (node.kind === 'call') return builder.call(node.name, parts, position);
    if (x !== undefined && node.kind === 'negation') return builder.unary('neg', x, position);
    if (x === undefined || y === undefined || node.kind !== 'binary') throw fault('expected an operand', position);
    return node.operator === '^'
      ? builder.power(x, y, position)
      : node.operator === '*'
        ? builder.product(x, y, position)
        : builder.binary(OPERATIONS[node.operator], x, y, position);
  });
  return withoutUnused(builder.steps, builder.index(value, root.position));
}

/** The steps that a value needs, in order: a logarithm that went into x log x must not be taken at 0 any more. */
function withoutUnused(steps: readonly Step[], value: number): Program {
  const needed = new Set([value]);
  for (let i = value; i >= 0; i -= 1) {
    const step = steps[i];
    if (step !== undefined && needed.has(i) && 'args' in step) for (const arg of step.args) needed.add(arg);
  }
  const order = [...needed].sort((a, b) => a - b);
  const place = new Map(order.map((old, i) => [old, i]));
  const moved = (old: number): number => place.get(old) ?? old;
  return order.map((old): Step => {
    const step = steps[old] as Step;
    if (!('args' in step)) return step;
    // The operands are renumbered, not fewer: the step keeps its form.
    return { ...step, args: step.args.map(moved) } as unknown as Step;
  });
}

/** xⁿ for n ≥ 1 by squarings, from the leading bit of n. */
function integerPower<T>(F: RealField<T>, x: T, n: number): T {
  let result = x;
  for (let bit = 2 ** Math.floor(Math.log2(n) - 1); bit >= 1; bit = Math.floor(bit / 2)) {
    result = F.mul(result, result);
    if (Math.floor(n / bit) % 2 === 1) result = F.mul(result, x);
  }
  return result;
}

/**
 * The values of all steps at x.
 *
 * @param program - The steps.
 * @param F - The number system.
 * @param x - The argument.
 * @returns One value for each step.
 * @throws {RangeError} from the number system, where an operation is undefined.
 */
export function runProgram<T>(program: Program, F: RealField<T>, x: T): readonly T[] {
  const values: T[] = [];
  const run = (step: Step): T => {
    if (step.op === 'x') return x;
    if (step.op === 'pi') return F.pi;
    if (step.op === 'constant') return F.constant(step.value);
    const [first, second] = step.args.map((i) => values[i]) as [T, T];
    if (step.op === 'root') return F.root(first, step.p);
    if (step.op === 'power') return integerPower(F, first, step.n);
    return F[step.op](first, second);
  };
  for (const step of program) values.push(run(step));
  return values;
}

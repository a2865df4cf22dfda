/**
 * Programs for a kernel: what is computed at a point, recorded by computing with wires instead of numbers.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import { type LimbFunctions, limbFunctions, type LimbOperations } from '../arithmetic/limb-functions.ts';
import { type LimbField, limbs } from '../arithmetic/limbs.ts';
import type { Rational, RealField } from '../arithmetic/index.ts';

/** What a step does; `scale` by 2^k, `select` between two values by the sign of a third. */
export type Operation =
  'add' | 'sub' | 'mul' | 'div' | 'neg' | 'abs' | 'scale' | 'truncate' | 'shift' | 'exponentOf' | 'select';

/** A value of a program: an input, a step, or a number that does not depend on the inputs. */
export type Wire = { readonly value: number } | { readonly constant: BigFloat };

/** A step; its arguments are wires, `power` is the k of `scale`. */
export interface ProgramStep {
  readonly operation: Operation;
  readonly args: readonly Wire[];
  readonly power: number;
}

/** A straight-line program over `limbs(bits)`. Values are numbered: inputs first, then steps in order. */
export interface Program {
  readonly bits: number;
  readonly inputs: number;
  readonly steps: readonly ProgramStep[];
  readonly output: Wire;
}

/** A function that the kernels do not have: its values have to be tabulated. */
export class UntraceableError extends Error {
  constructor(name: string) {
    super(`a kernel has no ${name}`);
    this.name = 'UntraceableError';
  }
}

/** A number system that records what is computed in it. */
export interface Tracer extends RealField<Wire>, LimbOperations<Wire> {
  readonly inputs: readonly Wire[];
  /** The steps that the output needs, in order. */
  program(output: Wire): Program;
}

const constantOf = (wire: Wire): BigFloat | undefined => ('constant' in wire ? wire.constant : undefined);

/** Records steps; equal ones are shared, and those without an input are carried out at once, in the same arithmetic. */
class Recorder {
  readonly field: LimbField;
  readonly inputs: readonly Wire[];
  readonly #steps: ProgramStep[] = [];
  readonly #known = new Map<string, Wire>();

  constructor(bits: number, inputs: number) {
    this.field = limbs(bits);
    this.inputs = Array.from({ length: inputs }, (_, value) => ({ value }));
  }

  readonly record = (operation: Operation, args: readonly Wire[], power = 0): Wire => {
    const folded = this.#fold(operation, args, power);
    if (folded !== undefined) return folded;
    const key = `${operation} ${String(power)} ${args.map(keyOf).join(' ')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#steps.push({ operation, args, power });
    const wire = { value: this.inputs.length + this.#steps.length - 1 };
    this.#known.set(key, wire);
    return wire;
  };

  /** Constants are computed here; sums with 0 and products with 1 are exact, and no steps. */
  #fold(operation: Operation, args: readonly Wire[], power: number): Wire | undefined {
    const { field } = this;
    const [x, y, z] = args.map(constantOf);
    const [first, second, third] = args;
    if (operation === 'select' && x !== undefined) return x.mantissa < 0n ? second : third;
    const isOne = (c: BigFloat | undefined): boolean =>
      c?.mantissa === field.one.mantissa && c.exponent === field.one.exponent;
    if ((operation === 'add' || operation === 'sub') && y?.mantissa === 0n) return first;
    if (operation === 'add' && x?.mantissa === 0n) return second;
    if ((operation === 'mul' || operation === 'div') && isOne(y)) return first;
    if (operation === 'mul' && isOne(x)) return second;
    if (x === undefined || (args.length > 1 && y === undefined) || (args.length > 2 && z === undefined))
      return undefined;
    if (operation === 'scale') return { constant: field.scale(x, power) };
    if (operation === 'select') return undefined;
    const apply: Readonly<Record<string, unknown>> = { ...field };
    const compute = apply[operation] as (...values: readonly (BigFloat | undefined)[]) => BigFloat;
    return { constant: args.length === 1 ? compute(x) : compute(x, y) };
  }

  program(output: Wire): Program {
    const offset = this.inputs.length;
    const needed = new Set<number>();
    const open = [output];
    for (let wire = open.pop(); wire !== undefined; wire = open.pop()) {
      if (!('value' in wire) || wire.value < offset || needed.has(wire.value)) continue;
      needed.add(wire.value);
      open.push(...(this.#steps[wire.value - offset]?.args ?? []));
    }
    const moved = new Map<number, number>();
    const rewire = (wire: Wire): Wire => ('value' in wire ? { value: moved.get(wire.value) ?? wire.value } : wire);
    const steps: ProgramStep[] = [];
    this.#steps.forEach((step, i) => {
      if (!needed.has(i + offset)) return;
      moved.set(i + offset, offset + steps.length);
      steps.push({ ...step, args: step.args.map(rewire) });
    });
    return { bits: this.field.bits, inputs: offset, steps, output: rewire(output) };
  }
}

function keyOf(wire: Wire): string {
  if ('value' in wire) return String(wire.value);
  const { mantissa, exponent } = wire.constant;
  return `${mantissa.toString(32)}e${String(exponent)}`;
}

/** Values of `left` and `right` of one shape, merged wire by wire. */
function merge<R>(select: (left: Wire, right: Wire) => Wire, left: R, right: R): R {
  const isWire = (x: unknown): x is Wire => typeof x === 'object' && x !== null && ('value' in x || 'constant' in x);
  if (isWire(left) && isWire(right)) return select(left, right) as R;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.map((x: unknown, i) => merge(select, x, right[i] as unknown)) as R;
  }
  throw new UntraceableError('choice between values of this shape');
}

const untraceable = (name: string) => (): never => {
  throw new UntraceableError(name);
};

/**
 * A number system whose elements are wires: computing with it makes a program, whose values have the same bits as those
 * of `limbs(bits)`.
 *
 * @param bits - Precision of the arithmetic.
 * @param inputs - Number of inputs.
 * @param series - Bits for which the series of functions are made; fewer for kernels that compute with fewer.
 * @returns The tracer; sin, cos, atan, erf and pow throw {@link UntraceableError}.
 */
export function tracer(bits: number, inputs: number, series: number = bits): Tracer {
  const recorder = new Recorder(bits, inputs);
  const { field, record } = recorder;
  const constant = (x: BigFloat): Wire => ({ constant: x });
  const sub = (x: Wire, y: Wire): Wire => record('sub', [x, y]);
  const select = (x: Wire, negative: Wire, other: Wire): Wire => record('select', [x, negative, other]);
  const operations: LimbOperations<Wire> = {
    name: `kernel of ${field.name}`,
    bits,
    zero: constant(field.zero),
    one: constant(field.one),
    fromInteger: (n) => constant(field.fromInteger(n)),
    constant: (value: Rational) => constant(field.constant(value)),
    add: (x, y) => record('add', [x, y]),
    sub,
    mul: (x, y) => record('mul', [x, y]),
    div: (x, y) => record('div', [x, y]),
    neg: (x) => record('neg', [x]),
    abs: (x) => record('abs', [x]),
    scale: (x, k) => (k === 0 ? x : record('scale', [x], k)),
    truncate: (x) => record('truncate', [x]),
    shift: (x, k) => record('shift', [x, k]),
    exponentOf: (x) => record('exponentOf', [x]),
    select,
  };
  const functions: LimbFunctions<Wire> = limbFunctions({ ...operations, bits: series });
  return {
    ...operations,
    ...functions,
    pi: constant(field.pi),
    min: (x, y) => select(sub(y, x), y, x),
    max: (x, y) => select(sub(x, y), y, x),
    choose: (x, left, right) => merge((l, r) => select(x, l, r), left(), right()),
    sin: untraceable('sin'),
    cos: untraceable('cos'),
    atan: untraceable('atan'),
    erf: untraceable('erf'),
    pow: untraceable('pow'),
    inputs: recorder.inputs,
    program: (output) => recorder.program(output),
  };
}

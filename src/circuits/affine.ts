/**
 * Affine forms `Σ weight · source + bias` over the inputs and nodes of a network.
 */
import type { WeightField } from './weights.ts';

/** An affine form; a source whose weight is zero is absent. Sources are numbered: inputs first, then nodes. */
export interface AffineForm<W> {
  readonly terms: ReadonlyMap<number, W>;
  readonly bias: W;
}

/** A form that its holder may still change. */
export interface MutableForm<W> extends AffineForm<W> {
  readonly terms: Map<number, W>;
  bias: W;
}

/** A form that will not change any more, without the table. */
export interface PackedForm<W> {
  readonly sources: Uint32Array;
  /** One for each source, none zero. */
  readonly weights: readonly W[];
  readonly bias: W;
}

/** A form for keeping. */
export function packForm<W>({ terms, bias }: AffineForm<W>): PackedForm<W> {
  return { sources: Uint32Array.from(terms.keys()), weights: [...terms.values()], bias };
}

/** The form that is constant. */
export function constantForm<W>(bias: W): MutableForm<W> {
  return { terms: new Map<number, W>(), bias };
}

/** The form `weight · source`, weight not zero. */
export function sourceForm<W>(field: WeightField<W>, source: number, weight: W): MutableForm<W> {
  return { terms: new Map([[source, weight]]), bias: field.zero };
}

/** A copy that may be changed. */
export function copyForm<W>(form: AffineForm<W>): MutableForm<W> {
  return { terms: new Map(form.terms), bias: form.bias };
}

/** Whether the form is a constant. */
export function isConstant<W>(form: AffineForm<W>): boolean {
  return form.terms.size === 0;
}

/** Changes `form` to `form · factor`. */
export function scaleInPlace<W>(field: WeightField<W>, form: MutableForm<W>, factor: W): MutableForm<W> {
  if (field.isZero(factor)) return constantForm(field.zero);
  for (const [source, weight] of form.terms) form.terms.set(source, field.mul(weight, factor));
  form.bias = field.mul(form.bias, factor);
  return form;
}

/** Changes `form` to `−form`. */
export function negateInPlace<W>(field: WeightField<W>, form: MutableForm<W>): MutableForm<W> {
  for (const [source, weight] of form.terms) form.terms.set(source, field.neg(weight));
  form.bias = field.neg(form.bias);
  return form;
}

/** Changes `form` to `form + other`, or `form − other`; weights that cancel are removed. */
export function addInPlace<W>(
  field: WeightField<W>,
  form: MutableForm<W>,
  other: AffineForm<W>,
  subtract: boolean,
): MutableForm<W> {
  for (const [source, weight] of other.terms) {
    const signed = subtract ? field.neg(weight) : weight;
    const present = form.terms.get(source);
    const sum = present === undefined ? signed : field.add(present, signed);
    if (present !== undefined && field.isZero(sum)) form.terms.delete(source);
    else form.terms.set(source, sum);
  }
  form.bias = field.add(form.bias, subtract ? field.neg(other.bias) : other.bias);
  return form;
}

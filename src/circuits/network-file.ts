/**
 * Neural networks as text: the format `loglog-network`, version 1, dense layers with exact weights.
 */
import { z } from 'zod';
import { formatExact } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { ParseOptions } from './file.ts';
import { checked, describe, fault, metaSchema, named, numeralAt, parseJson, type Place } from './file-faults.ts';

/** The rational function P/Q; coefficients lowest degree first. */
export interface RationalActivation {
  readonly numerator: readonly Rational[];
  readonly denominator: readonly Rational[];
}

/** The layer `u ↦ activation(weights · u + bias)`. */
export interface DenseLayer {
  /** One row for each output. */
  readonly weights: readonly (readonly Rational[])[];
  /** One entry for each output. */
  readonly bias: readonly Rational[];
  /** A name of the catalog, `identity`, or a rational function. */
  readonly activation: string | RationalActivation;
}

/** A feed-forward network of dense layers. */
export interface DenseNetwork {
  readonly layers: readonly DenseLayer[];
  /** What a file says about itself. Never read by the mathematics. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** How the text of a network is read. */
export interface ParseNetworkOptions extends ParseOptions {
  /** Whether a name, with its parameters, is an activation that can be used; by default every name is. */
  readonly isActivation?: (name: string) => boolean;
}

const entries = z.array(z.unknown()).min(1);

const networkSchema = z.strictObject({
  format: z.literal('loglog-network'),
  version: z.literal(1),
  layers: z
    .array(
      z.strictObject({
        weights: z.array(entries).min(1),
        bias: entries,
        activation: z.unknown(),
      }),
    )
    .min(1),
  meta: metaSchema,
});

const rationalSchema = z.strictObject({ numerator: entries, denominator: entries });

/** The ends of the token that starts at `start`: a string, or a number. */
function tokenEnd(text: string, start: number): number {
  let end = start + 1;
  if (text.charCodeAt(start) === 0x22) {
    while (text.charCodeAt(end) !== 0x22) end += text.charCodeAt(end) === 0x5c ? 2 : 1;
    return end + 1;
  }
  while (/[\d.eE+-]/.test(text.charAt(end))) end += 1;
  return end;
}

/**
 * Valid JSON with every number turned into a string of its characters, so that its digits survive: JSON.parse would
 * round them to a double.
 */
function quoteNumbers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    const isNumber = code === 0x2d || (code >= 0x30 && code <= 0x39);
    if (!isNumber && code !== 0x22) {
      i += 1;
      continue;
    }
    const end = tokenEnd(text, i);
    if (isNumber) {
      parts.push(text.slice(copied, i), '"', text.slice(i, end), '"');
      copied = end;
    }
    i = end;
  }
  return parts.join('') + text.slice(copied);
}

/** One document twice: as JSON reads it, which tells the types, and with the digits of its numbers. */
class ExactReader {
  readonly #digits: unknown;
  readonly #isActivation: ((name: string) => boolean) | undefined;

  constructor(text: string, isActivation: ((name: string) => boolean) | undefined) {
    this.#digits = parseJson(quoteNumbers(text));
    this.#isActivation = isActivation;
  }

  numbers(place: Place, raw: readonly unknown[]): readonly Rational[] {
    const digits = place.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], this.#digits);
    return raw.map((entry, i) => {
      if (typeof entry === 'string') return numeralAt([...place, i], entry);
      if (typeof entry === 'number') return numeralAt([...place, i], String((digits as readonly unknown[])[i]));
      throw fault([...place, i], `expected a number, got ${describe(entry)}`);
    });
  }

  activation(place: Place, raw: unknown): DenseLayer['activation'] {
    if (typeof raw === 'string') {
      if (raw === 'identity' || (raw !== '' && (this.#isActivation?.(raw) ?? true))) return raw;
      throw fault(place, `expected a known activation, got ${describe(raw)}`);
    }
    if (typeof raw !== 'object' || raw === null) {
      throw fault(place, `expected a name or {numerator, denominator}, got ${describe(raw)}`);
    }
    const { numerator, denominator } = checked(rationalSchema, raw, place);
    const activation = {
      numerator: this.numbers([...place, 'numerator'], numerator),
      denominator: this.numbers([...place, 'denominator'], denominator),
    };
    if (activation.denominator.every((coefficient) => coefficient.numerator === 0n)) {
      throw fault([...place, 'denominator'], 'expected a coefficient that is not zero, got only zeros');
    }
    return activation;
  }
}

function requireLength(place: Place, list: readonly unknown[], length: number | undefined): void {
  if (length === undefined || list.length === length) return;
  throw fault(place, `expected ${String(length)} entries, got ${String(list.length)}`);
}

/**
 * Reads a neural network from the text of a `loglog-network` file. Weights may be JSON numbers or strings; both are read
 * exactly as written.
 *
 * @param text JSON
 * @param options the document's name for messages, and which activations there are
 * @returns the network, with the file's `meta`
 * @throws {RangeError} in one line with the place of the fault, for instance
 * `layers[1].weights[0]: expected 3 entries, got 2`: text that is not JSON, unknown formats, versions, activations and
 * fields, malformed numbers, shapes that do not fit
 */
export function parseNetwork(text: string, options: ParseNetworkOptions = {}): DenseNetwork {
  return named(options.name, () => {
    const raw = checked(networkSchema, parseJson(text));
    const reader = new ExactReader(text, options.isActivation);
    let width: number | undefined;
    const layers = raw.layers.map((layer, l): DenseLayer => {
      const place = ['layers', l];
      const inputs = width ?? layer.weights[0]?.length;
      layer.weights.forEach((row, i) => {
        requireLength([...place, 'weights', i], row, inputs);
      });
      requireLength([...place, 'bias'], layer.bias, layer.weights.length);
      width = layer.weights.length;
      return {
        weights: layer.weights.map((row, i) => reader.numbers([...place, 'weights', i], row)),
        bias: reader.numbers([...place, 'bias'], layer.bias),
        activation: reader.activation([...place, 'activation'], layer.activation),
      };
    });
    return { layers, ...(raw.meta && { meta: raw.meta }) };
  });
}

/**
 * Writes a neural network as the text of a `loglog-network` file, one layer a line; weights are written exactly, as
 * strings. `parseNetwork(serializeNetwork(n))` equals n.
 *
 * @param network dense layers; its `meta` must be JSON
 * @returns JSON, ending in a newline
 */
export function serializeNetwork(network: DenseNetwork): string {
  const layers = network.layers.map(({ weights, bias, activation }) =>
    JSON.stringify({
      weights: weights.map((row) => row.map(formatExact)),
      bias: bias.map(formatExact),
      activation:
        typeof activation === 'string'
          ? activation
          : {
              numerator: activation.numerator.map(formatExact),
              denominator: activation.denominator.map(formatExact),
            },
    }),
  );
  const fields = [
    `"format":"loglog-network"`,
    `"version":1`,
    ...(network.meta === undefined ? [] : [`"meta":${JSON.stringify(network.meta)}`]),
    `"layers":[${layers.map((layer) => `\n  ${layer}`).join(',')}\n]`,
  ];
  return `{${fields.join(',\n')}}\n`;
}

/**
 * Certificates of errors on boxes as text: the format `loglog-box-certificate`, version 1.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { monomialCount } from '../arithmetic/monomials.ts';
import { formatExact } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { checked, fault, named, numeralAt, parseJson, type Place } from '../circuits/file-faults.ts';
import { parseCircuit, type ParseOptions, serializeCircuit } from '../circuits/file.ts';
import { type BoxCertificate, OUTSIDE } from './box-certificate.ts';
import { isShort, LIMITS } from './limits.ts';

const numeral = z.string();

/** Far beyond what is of use; see limits.ts. */
const MOST = { inputs: 64, degree: 64, monomials: 2048, bits: 2 ** 14, nodes: 2 ** 24 } as const;

const certificateSchema = z.strictObject({
  format: z.literal('loglog-box-certificate'),
  version: z.literal(1),
  target: z.string().min(1),
  box: z
    .array(z.tuple([numeral, numeral]))
    .min(1)
    .max(MOST.inputs),
  claim: z.strictObject({
    lower: numeral,
    upper: numeral,
    attained: z.strictObject({ at: z.array(numeral).max(MOST.inputs), bits: z.int().min(8).max(LIMITS.bits) }),
  }),
  circuit: z.unknown(),
  views: z.array(
    z.strictObject({
      degree: z.int().min(1).max(MOST.degree),
      bits: z.union([z.literal(53), z.int().min(64).max(MOST.bits)]),
      tree: z.array(z.int().min(OUTSIDE).max(MOST.inputs)).min(1).max(MOST.nodes),
    }),
  ),
  digest: z.string(),
});

function shortAt(place: Place, text: string): Rational {
  const value = numeralAt(place, text);
  if (isShort(value)) return value;
  throw fault(place, `expected a number of at most ${String(LIMITS.exactBits)} bits in exact form`);
}

/** A certificate that was read, and whether its text is as it was written. */
export interface ReadBoxCertificate {
  readonly certificate: BoxCertificate;
  /** False if anything but the layout differs from what the digest at its end was made of. */
  readonly intact: boolean;
}

/** Whether a text has the format of certificates on boxes; it is looked for, not parsed. */
export const isBoxCertificate = (text: string): boolean =>
  /"format"\s*:\s*"loglog-box-certificate"/.test(text.slice(0, 4096));

/**
 * Reads a certificate; numbers are read exactly.
 * @param text - JSON.
 * @param options - The document's name for messages.
 * @returns The certificate, and whether its digest fits.
 * @throws {RangeError} in one line with the place of the fault.
 */
export function parseBoxCertificate(text: string, options: ParseOptions = {}): ReadBoxCertificate {
  return named(options.name, () => {
    const raw = checked(certificateSchema, parseJson(text));
    raw.views.forEach(({ degree, tree }, i) => {
      // A tree cuts no coordinate beyond the highest that it names; the kernel refuses one that the view lacks.
      const variables = tree.reduce((most, node) => Math.max(most, node + 1), 1);
      if (monomialCount(variables, degree) > MOST.monomials) {
        throw fault(['views', i, 'degree'], `expected at most ${String(MOST.monomials)} monomials`);
      }
    });
    const { lower, upper, attained } = raw.claim;
    const certificate: BoxCertificate = {
      target: raw.target,
      box: raw.box.map(([a, b], j) => ({ lower: shortAt(['box', j, 0], a), upper: shortAt(['box', j, 1], b) })),
      lower: shortAt(['claim', 'lower'], lower),
      upper: shortAt(['claim', 'upper'], upper),
      attained: { at: attained.at.map((x, j) => shortAt(['claim', 'attained', 'at', j], x)), bits: attained.bits },
      circuit: parseCircuit(JSON.stringify(raw.circuit), { name: 'circuit' }),
      views: raw.views,
    };
    return { certificate, intact: raw.digest === digestOf(bodyOf(certificate)) };
  });
}

const quoted = (value: Rational): string => JSON.stringify(formatExact(value));

/** Everything but the digest, in one fixed layout. */
function bodyOf({ circuit, target, box, lower, upper, attained, views }: BoxCertificate): string {
  const { inputs, instructions, outputs } = circuit;
  const at = `{"at":[${attained.at.map(quoted).join(',')}],"bits":${String(attained.bits)}}`;
  const proofs = views.map(
    ({ degree, bits, tree }) =>
      `\n  {"degree":${String(degree)},"bits":${String(bits)},"tree":${JSON.stringify(tree)}}`,
  );
  return [
    `{"format":"loglog-box-certificate"`,
    `"version":1`,
    `"target":${JSON.stringify(target)}`,
    `"box":[${box.map((side) => `[${quoted(side.lower)},${quoted(side.upper)}]`).join(',')}]`,
    `"claim":{"lower":${quoted(lower)},"upper":${quoted(upper)},"attained":${at}}`,
    `"circuit":${serializeCircuit({ inputs, instructions, outputs }).trimEnd()}`,
    `"views":[${proofs.join(',')}\n]`,
  ].join(',\n');
}

const digestOf = (body: string): string => `sha256:${bytesToHex(sha256(utf8ToBytes(body)))}`;

/**
 * Writes a certificate; all numbers are written exactly.
 * @param certificate - The certificate; what the circuit's file says about itself is left out.
 * @returns JSON, ending in a newline, with a digest of all that stands before it.
 */
export function serializeBoxCertificate(certificate: BoxCertificate): string {
  const body = bodyOf(certificate);
  return `${body},\n"digest":"${digestOf(body)}"}\n`;
}

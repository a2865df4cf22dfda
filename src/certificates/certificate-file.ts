/**
 * Certificates as text: the format `loglog-certificate`, version 1.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { formatExact } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { checked, fault, named, numeralAt, parseJson, type Place } from '../circuits/file-faults.ts';
import { parseCircuit, type ParseOptions, serializeCircuit } from '../circuits/file.ts';
import type { Certificate, Claim } from './certificate.ts';
import type { Contour } from './contour.ts';
import { excessOf, isShort, LIMITS } from './limits.ts';
import type { CircuitCover, Panel } from './panel.ts';
import type { PoleClaim } from './pole.ts';

const numeral = z.string();
const interval = z.tuple([numeral, numeral]);
const natural = z.int().nonnegative();
const index = z.int().nonnegative();
const deferred = z.array(natural).max(64);
const tiling = z.array(z.array(natural).min(1)).min(1).max(LIMITS.vertices);
const precision = z.int().min(8).max(LIMITS.bits);

const contourSchema = z.strictObject({
  bits: natural,
  vertices: z
    .array(z.tuple([z.int(), z.int()]))
    .min(3)
    .max(LIMITS.vertices),
});

const coverFields = {
  contour: index,
  deferred,
  tiling,
  order: z.int().min(1).max(64),
  symbols: z.int().min(1).max(4096),
  units: z.array(z.int32()),
  precision: natural,
  bits: z.int().min(8),
};

const panelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('analytic'),
    interval,
    rho: numeral,
    ...coverFields,
    target: z.strictObject({ tiling, bits: z.int().min(8).max(4096) }),
    nodes: z.int().min(1),
    degree: z.int().min(1),
    grid: z.int().min(1),
    peaks: z.array(z.int()).min(1).optional(),
  }),
  z.strictObject({ kind: z.literal('range'), interval, reach: numeral, ...coverFields }),
]);

const claimSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bound'),
    lower: numeral,
    upper: numeral,
    attained: z.strictObject({ at: numeral, bits: precision }),
  }),
  z.strictObject({ kind: z.literal('identity') }),
  z.strictObject({ kind: z.literal('pole'), at: numeral, deferred }),
  z.strictObject({
    kind: z.literal('sign-change'),
    deferred,
    interval,
    step: natural,
    bits: precision,
  }),
]);

const certificateSchema = z.strictObject({
  format: z.literal('loglog-certificate'),
  version: z.literal(1),
  target: z.string().min(1),
  domain: interval,
  relative: z.boolean(),
  claim: claimSchema,
  circuit: z.unknown(),
  contours: z.array(contourSchema),
  panels: z.array(panelSchema),
  digest: z.string(),
});

type RawPanel = z.output<typeof panelSchema>;
type RawCertificate = z.output<typeof certificateSchema>;

const pair = (place: Place, [lower, upper]: readonly [string, string]): { lower: Rational; upper: Rational } => ({
  lower: numeralAt([...place, 0], lower),
  upper: numeralAt([...place, 1], upper),
});

function requireShort<P extends { lower: Rational; upper: Rational }>(place: Place, ends: P): P {
  if (isShort(ends.lower) && isShort(ends.upper)) return ends;
  throw fault(place, `expected numbers of at most ${String(LIMITS.exactBits)} bits in exact form`);
}

function readCover(place: Place, raw: RawPanel, contours: readonly Contour[]): CircuitCover {
  const contour = contours[raw.contour];
  if (contour === undefined) throw fault([...place, 'contour'], `expected one of ${String(contours.length)} contours`);
  const { order, symbols } = raw;
  return { contour, tiling: raw.tiling, units: Int32Array.from(raw.units), shape: { order, symbols } };
}

function readPanel(place: Place, raw: RawPanel, contours: readonly Contour[]): Panel {
  const panel = panelOf(place, raw, contours);
  const excess = excessOf(panel);
  if (excess !== undefined) throw fault([...place, ...excess.field.split('.')], excess.expected);
  return panel;
}

function panelOf(place: Place, raw: RawPanel, contours: readonly Contour[]): Panel {
  const ends = pair([...place, 'interval'], raw.interval);
  const cover = readCover(place, raw, contours);
  const { deferred, precision, bits } = raw;
  if (raw.kind === 'range') {
    return {
      kind: 'range',
      deferred,
      ...ends,
      reach: numeralAt([...place, 'reach'], raw.reach),
      cover,
      precision,
      bits,
    };
  }
  const { nodes, degree, grid, target, peaks = [] } = raw;
  const rho = numeralAt([...place, 'rho'], raw.rho);
  const targetBounds = { targetTiling: target.tiling, targetBits: target.bits };
  return {
    kind: 'analytic',
    deferred,
    ...ends,
    rho,
    cover,
    ...targetBounds,
    nodes,
    precision,
    bits,
    degree,
    grid,
    peaks,
  };
}

function readPole(raw: RawCertificate['claim']): PoleClaim | undefined {
  if (raw.kind === 'pole') return { kind: 'point', at: numeralAt(['claim', 'at'], raw.at) };
  if (raw.kind !== 'sign-change') return undefined;
  return { kind: 'sign-change', ...pair(['claim', 'interval'], raw.interval), step: raw.step, bits: raw.bits };
}

function readClaim(raw: RawCertificate): Claim {
  const { claim } = raw;
  if (claim.kind === 'identity') return { kind: 'identity' };
  if (claim.kind !== 'bound') return { kind: 'pole', pole: readPole(claim) as PoleClaim, deferred: claim.deferred };
  const { at, bits } = claim.attained;
  return {
    kind: 'bound',
    lower: numeralAt(['claim', 'lower'], claim.lower),
    upper: numeralAt(['claim', 'upper'], claim.upper),
    attained: { at: numeralAt(['claim', 'attained', 'at'], at), bits },
    panels: raw.panels.map((panel, i) => readPanel(['panels', i], panel, raw.contours)),
  };
}

const panelsSchema = z.object({ contours: z.array(contourSchema), panels: z.array(panelSchema) });

/**
 * Reads the panels of {@link serializePanels}.
 * @throws {RangeError} in one line with the place of the fault.
 */
export function parsePanels(document: unknown): readonly Panel[] {
  const { contours, panels } = checked(panelsSchema, document);
  return panels.map((panel, i) => readPanel(['panels', i], panel, contours));
}

/** A certificate that was read, and whether its text is as it was written. */
export interface ReadCertificate {
  readonly certificate: Certificate;
  /** False if anything but the layout differs from what the digest at its end was made of. */
  readonly intact: boolean;
}

/**
 * Reads a certificate; numbers are read exactly.
 * @param text - JSON.
 * @param options - The document's name for messages.
 * @returns The certificate, and whether its digest fits.
 * @throws {RangeError} in one line with the place of the fault.
 */
export function parseCertificate(text: string, options: ParseOptions = {}): ReadCertificate {
  return named(options.name, () => {
    const raw = checked(certificateSchema, parseJson(text));
    const certificate: Certificate = {
      target: raw.target,
      domain: requireShort(['domain'], pair(['domain'], raw.domain)),
      relative: raw.relative,
      claim: readClaim(raw),
      circuit: parseCircuit(JSON.stringify(raw.circuit), { name: 'circuit' }),
    };
    return { certificate, intact: raw.digest === digestOf(bodyOf(certificate)) };
  });
}

const quoted = (value: Rational): string => JSON.stringify(formatExact(value));
const ends = ({ lower, upper }: { readonly lower: Rational; readonly upper: Rational }): string =>
  `[${quoted(lower)},${quoted(upper)}]`;

function claimText(claim: Claim): string {
  if (claim.kind === 'identity') return '{"kind":"identity"}';
  if (claim.kind === 'bound') {
    const { lower, upper, attained } = claim;
    const at = `{"at":${quoted(attained.at)},"bits":${String(attained.bits)}}`;
    return `{"kind":"bound","lower":${quoted(lower)},"upper":${quoted(upper)},"attained":${at}}`;
  }
  const { pole } = claim;
  const putOff = `"deferred":${JSON.stringify(claim.deferred)}`;
  if (pole.kind === 'point') return `{"kind":"pole","at":${quoted(pole.at)},${putOff}}`;
  return `{"kind":"sign-change",${putOff},"interval":${ends(pole)},"step":${String(pole.step)},"bits":${String(pole.bits)}}`;
}

function panelText(panel: Panel, contours: readonly string[]): string {
  const { contour, tiling: circuitTiling, shape, units } = panel.cover;
  const cover = [
    `"contour":${String(contours.indexOf(JSON.stringify(contour)))}`,
    `"deferred":${JSON.stringify(panel.deferred)}`,
    `"tiling":${JSON.stringify(circuitTiling)}`,
    `"order":${String(shape.order)},"symbols":${String(shape.symbols)}`,
    `"precision":${String(panel.precision)},"bits":${String(panel.bits)}`,
    `"units":[${units.join(',')}]`,
  ].join(',');
  if (panel.kind === 'range')
    return `{"kind":"range","interval":${ends(panel)},"reach":${quoted(panel.reach)},${cover}}`;
  const target = `"target":{"tiling":${JSON.stringify(panel.targetTiling)},"bits":${String(panel.targetBits)}}`;
  const counts = `"nodes":${String(panel.nodes)},"degree":${String(panel.degree)},"grid":${String(panel.grid)}`;
  const peaks = panel.peaks.length === 0 ? '' : `,"peaks":[${panel.peaks.join(',')}]`;
  return `{"kind":"analytic","interval":${ends(panel)},"rho":${quoted(panel.rho)},${counts}${peaks},${target},${cover}}`;
}

/** Panels and their contours as the fields of a JSON object. */
export function serializePanels(panels: readonly Panel[]): string {
  const contours = [...new Set(panels.map(({ cover }) => JSON.stringify(cover.contour)))];
  return [
    `"contours":[${contours.map((contour) => `\n  ${contour}`).join(',')}\n]`,
    `"panels":[${panels.map((panel) => `\n  ${panelText(panel, contours)}`).join(',')}\n]`,
  ].join(',\n');
}

/** Everything but the digest, in one fixed layout. */
function bodyOf({ circuit, target, domain, relative, claim }: Certificate): string {
  return [
    `{"format":"loglog-certificate"`,
    `"version":1`,
    `"target":${JSON.stringify(target)}`,
    `"domain":${ends(domain)}`,
    `"relative":${String(relative)}`,
    `"claim":${claimText(claim)}`,
    `"circuit":${serializeCircuit({ inputs: circuit.inputs, instructions: circuit.instructions, outputs: circuit.outputs }).trimEnd()}`,
    serializePanels(claim.kind === 'bound' ? claim.panels : []),
  ].join(',\n');
}

const digestOf = (body: string): string => `sha256:${bytesToHex(sha256(utf8ToBytes(body)))}`;

/**
 * Writes a certificate; all numbers are written exactly. `parseCertificate(serializeCertificate(c))` gives c back.
 * @param certificate - The certificate; what the circuit's file says about itself is left out.
 * @returns JSON, ending in a newline, with a digest of all that stands before it.
 */
export function serializeCertificate(certificate: Certificate): string {
  const body = bodyOf(certificate);
  return `${body},\n"digest":"${digestOf(body)}"}\n`;
}

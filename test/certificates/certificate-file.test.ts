import { describe, expect, it } from 'vitest';
import { powerOfTwo } from '../../src/arithmetic/magnitude.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { parseCertificate, serializeCertificate } from '../../src/certificates/certificate-file.ts';
import { checkCertificate, problemOf } from '../../src/certificates/check.ts';
import type { Panel } from '../../src/certificates/panel.ts';
import { excessOf, LIMITS } from '../../src/certificates/limits.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { resolveTarget } from '../../src/functions/expression.ts';
import { attemptHere } from '../../src/measurement/certify-attempt.ts';
import { certifyError, type CertifyRequest } from '../../src/measurement/certify.ts';
import { createRandom } from '../laws/random.ts';
import { largestSampled } from './sampled.ts';

const request = (
  network: string,
  target: string,
  domain: string,
  more: Partial<CertifyRequest> = {},
): CertifyRequest => ({
  circuit: circuitFromExpression(network),
  target: resolveTarget(target),
  domain: parseDomain(domain),
  ...more,
});

async function certificateText(...args: Parameters<typeof request>): Promise<string> {
  const { certificate } = await certifyError(request(...args));
  if (certificate === undefined) throw new Error('expected a certificate');
  return serializeCertificate(certificate);
}

/** One analytic panel and, beside it, a range panel: √x is singular at 0. */
const analytic = await certificateText('1+x+x^2/2', 'exp', '-1,1');
const singular = await certificateText('(1+3*x)/(3+x)+1/20', 'sqrt', '0,1', { tightness: 1.2 });
/** Bounded by the values at its peaks. */
const peaked = await certificateText('1+x+x^2/2', 'exp', '-1,1', { tightness: 1 + 1e-11 });

type Json = Record<string, unknown>;
const parse = (text: string): Json => JSON.parse(text) as Json;

/** A place in a document, and the document with another value there. */
type Path = readonly (string | number)[];
function withValue(document: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const inner = withValue((document as Json)[key], rest, value);
  if (Array.isArray(document)) return document.map((item: unknown, i) => (i === key ? inner : item));
  return { ...(document as Json), [key]: inner };
}
const altered = (text: string, path: Path, value: unknown): string =>
  JSON.stringify(withValue(parse(text), path, value));

/** The certificate of an altered text as if it had been written so: with a digest that fits. */
const rewritten = (text: string, path: Path, value: unknown): string =>
  serializeCertificate(parseCertificate(altered(text, path, value)).certificate);

const statusOf = async (text: string): Promise<string> => {
  const { certificate, intact } = parseCertificate(text);
  expect(intact).toBe(true);
  return (await checkCertificate(certificate)).status;
};

/** Places of all numbers: integers, and numerals in strings. */
function numbersIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'number' || (typeof value === 'string' && /^-?[\d.]+(e[-+]?\d+)?$|^-?\d+\/\d+$/.test(value)))
    return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, [...path, Array.isArray(value) ? +key : key]));
}

describe('certificates as text', () => {
  it.each([analytic, singular, peaked])('are read as they were written, and prove their claim', async (text) => {
    expect(serializeCertificate(parseCertificate(text).certificate)).toBe(text);
    expect(await statusOf(text)).toBe('proved');
  });

  it('have no peaks where a grid bounds the error', () => {
    expect(analytic).not.toContain('"peaks"');
    expect(peaked).toContain('"peaks"');
  });

  it('are no longer intact whatever number is changed', () => {
    const random = createRandom(31);
    for (const text of [analytic, singular, peaked]) {
      for (const path of numbersIn(parse(text))) {
        const value = path.reduce<unknown>((inner, key) => (inner as Json)[key], parse(text));
        const by = random.integer(1, 9);
        const other = typeof value === 'number' ? value + by : `${String(by)}${String(value).replace('-', '')}`;
        try {
          expect(parseCertificate(altered(text, path, other)).intact, path.join('.')).toBe(false);
        } catch (error) {
          // What makes no sense is not read at all.
          expect(error, path.join('.')).toBeInstanceOf(RangeError);
        }
      }
    }
  });
});

describe('a certificate with a number changed and a digest that fits', () => {
  const panel = ['panels', 0];
  const contour = ['contours', 0];
  const far = 2 ** 20;
  it.each<readonly [string, Path, unknown]>([
    ['one digit less of the upper bound', ['claim', 'upper'], '0.2136389303'],
    ['a larger lower bound', ['claim', 'lower'], '0.2192818275'],
    ['another point for it', ['claim', 'attained', 'at'], '0.9'],
    ['a point outside of the domain', ['claim', 'attained', 'at'], '1.1'],
    ['less precision there', ['claim', 'attained', 'bits'], 8],
    ['another target', ['target'], 'exp(x+1/50)'],
    ['a larger domain', ['domain', 1], '1.01'],
    ['a weight', ['circuit', 'instructions', 3, 'value'], '2.1'],
    ['an operation', ['circuit', 'instructions', 4, 'op'], 'sub'],
    ['an operand', ['circuit', 'instructions', 5, 'args', 0], 0],
    ['no panels', ['panels'], []],
    ['a shorter panel', [...panel, 'interval', 1], '0.99'],
    ['a longer panel', [...panel, 'interval', 1], '1.01'],
    ['a larger ellipse', [...panel, 'rho'], '8.5'],
    ['an ellipse that is none', [...panel, 'rho'], '1'],
    ['fewer nodes', [...panel, 'nodes'], 6],
    ['a coarser grid', [...panel, 'grid'], 7],
    ['less precision of the circuit', [...panel, 'precision'], 23],
    ['much less precision of the target', [...panel, 'bits'], 8],
    ['a tiling of another contour', [...panel, 'tiling'], [[0], [0]]],
    ['half of an edge', [...panel, 'tiling', 3], [1]],
    ['half of an edge for the target', [...panel, 'target', 'tiling', 3], [1]],
    ['no precision of the target on discs', [...panel, 'target', 'bits'], 8],
    ['perturbations larger than the values', [...panel, 'units', 2], 12],
    ['a unit too few', [...panel, 'units'], [-37, -40]],
    ['a contour too small', [...contour, 'bits'], 21],
    ['a vertex moved in', [...contour, 'vertices', 2, 0], 2 * far],
    ['a vertex below the axis', [...contour, 'vertices', 2, 1], -far],
    ['an open contour', [...contour, 'vertices', 8, 1], 1],
  ])('does not prove its claim: %s', async (_, path, value) => {
    expect(await statusOf(rewritten(analytic, path, value))).not.toBe('proved');
  });

  it.each<readonly [string, Path, unknown]>([
    ['a point off the peak', [...panel, 'peaks', 0], 2 ** 52 - 2 ** 40],
    ['a point off the panel', [...panel, 'peaks', 0], 2 ** 52 + 1],
    ['no point at the peak', [...panel, 'peaks'], [0]],
    ['a grid for these values only', [...panel, 'peaks'], undefined],
    ['a grid too coarse', [...panel, 'grid'], 1],
    ['one digit less of the upper bound', ['claim', 'upper'], '0.218281828459'],
  ])('does not prove its claim by peaks: %s', async (_, path, value) => {
    expect(await statusOf(rewritten(peaked, path, value))).not.toBe('proved');
  });

  it('proves nothing that is false, whichever number it is', async () => {
    const random = createRandom(47);
    let [proved, failed] = [0, 0];
    for (const text of [analytic, singular, peaked]) {
      for (const path of numbersIn(parse(text))) {
        const value = path.reduce<unknown>((inner, key) => (inner as Json)[key], parse(text));
        const factor = [1 / 2, 0.99, 1.01, 2][random.integer(0, 3)] as number;
        const number = Number(value) * factor;
        const other =
          typeof value === 'number' ? Math.round(number) + (Math.round(number) === value ? 1 : 0) : String(number);
        let read;
        try {
          read = parseCertificate(altered(text, path, other));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          continue;
        }
        const result = await checkCertificate(read.certificate);
        if (result.status === 'proved') {
          proved += 1;
          const { domain } = read.certificate;
          const { lower, upper } = largestSampled(problemOf(read.certificate), domain, 100);
          expect(rationals.compare(lower, result.upper), path.join('.')).toBeLessThanOrEqual(0);
          expect(rationals.compare(rationals.scale(upper, 1), result.lower)).toBeGreaterThanOrEqual(0);
        } else failed += 1;
      }
    }
    // Some numbers may be better than they need be; most may not change.
    expect(proved).toBeGreaterThan(10);
    expect(failed).toBeGreaterThan(proved);
  });
});

describe('a certificate that asks for absurd sizes', () => {
  const panel = ['panels', 0];
  const long = `1/${'7'.repeat(90_000)}`;
  it.each<readonly [string, Path, unknown, RegExp]>([
    ['nodes', [...panel, 'nodes'], LIMITS.nodes + 1, /panels\[0\]\.nodes.*at most 65536, got 65537/],
    ['bits', [...panel, 'bits'], LIMITS.bits + 1, /panels\[0\]\.bits/],
    ['precision', [...panel, 'precision'], 2 ** 40, /panels\[0\]\.precision/],
    ['terms', [...panel, 'degree'], 9, /panels\[0\]\.degree.*at most 8, got 9/],
    ['grid points', [...panel, 'grid'], LIMITS.grid + 1, /panels\[0\]\.grid/],
    ['peaks', [...panel, 'peaks'], Array<number>(9).fill(1), /panels\[0\]\.peaks.*at most 8, got 9/],
    ['units', [...panel, 'units', 1], LIMITS.unit + 1, /panels\[0\]\.units/],
    ['units beyond 32 bits', [...panel, 'units', 1], 2 ** 40, /panels\[0\]\.units/],
    ['symbols', [...panel, 'symbols'], 1e6, /panels\[0\]\.symbols/],
    ['powers', [...panel, 'order'], 1e6, /panels\[0\]\.order/],
    ['discs', [...panel, 'tiling', 0], Array.from({ length: LIMITS.discs }, () => 14), /panels\[0\]\.tiling/],
    [
      'discs of the target',
      [...panel, 'target', 'tiling', 0],
      Array.from({ length: LIMITS.discs }, () => 14),
      /target\.tiling/,
    ],
    ['vertices', ['contours', 0, 'vertices'], Array.from({ length: 5000 }, () => [1, 1]), /contours\[0\]\.vertices/],
    ['digits of an end', [...panel, 'interval', 1], long, /panels\[0\]\.interval/],
    ['digits of ρ', [...panel, 'rho'], '7'.repeat(90_000), /panels\[0\]\.rho/],
    ['digits of the domain', ['domain', 1], long, /domain/],
    ['bits at the point', ['claim', 'attained', 'bits'], 2 ** 30, /claim\.attained\.bits/],
    ['another contour', [...panel, 'contour'], 1, /panels\[0\]\.contour/],
  ])('is refused in one line with the place: %s', (_, path, value, message) => {
    const read = (): unknown => parseCertificate(altered(analytic, path, value), { name: 'a.json' });
    expect(read).toThrow(RangeError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^a\.json: [^\n]{1,300}$/);
  });

  it('or for products of sizes that are each admitted', () => {
    const { certificate } = parseCertificate(analytic);
    if (certificate.claim.kind !== 'bound') throw new Error('expected a bound');
    const first = certificate.claim.panels[0] as Panel & { kind: 'analytic' };
    expect(excessOf(first)).toBeUndefined();
    const nodes = LIMITS.nodes;
    expect(excessOf({ ...first, nodes, degree: nodes, grid: LIMITS.grid })?.field).toBe('grid');
    expect(excessOf({ ...first, nodes, bits: LIMITS.bits })?.field).toBe('nodes');
    expect(excessOf({ ...first, nodes, precision: LIMITS.bits })?.field).toBe('nodes');
  });
});

describe('the search', () => {
  it('refuses domains and precisions that no certificate may have', async () => {
    const upper = { numerator: 1n, denominator: 7n ** 100_000n };
    const domain = { lower: rationals.zero, upper };
    await expect(certifyError({ ...request('x', 'exp', '0,1'), domain })).rejects.toThrow(
      /ends of the domain of at most/,
    );
    await expect(certifyError(request('x', 'exp', '0,1', { maxBits: 2 ** 23 }))).rejects.toThrow(/highest precision/);
  });

  it('takes no panel beyond the limits', async () => {
    const { certificate } = parseCertificate(analytic);
    const problem = problemOf(certificate);
    const goal = { scale: powerOfTwo(-2), tightness: 1.05, maxBits: 2 ** 18 };
    const attempt = (end: bigint): ReturnType<typeof attemptHere.attempt> => {
      const interval = { lower: rationals.one, upper: { numerator: end + 1n, denominator: end } };
      return attemptHere.attempt({ problem, interval, goal, deferred: [] }, () => undefined);
    };
    expect(await attempt(7n ** 10n)).toHaveProperty('panel');
    expect(await attempt(7n ** 50_000n)).toMatchObject({
      fault: 'precision',
      reason: expect.stringMatching(/^interval: expected numbers of at most/) as string,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { dyadic, fromDouble, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { parseBoxCertificate, serializeBoxCertificate } from '../../src/certificates/box-certificate-file.ts';
import {
  attainedAt,
  type BoxCertificate,
  OUTSIDE,
  PART,
  type ViewProof,
} from '../../src/certificates/box-certificate.ts';
import { checkBoxCertificate } from '../../src/certificates/box-check.ts';
import { boxProblem, halves, isOutside, sidesOf, viewsOf } from '../../src/certificates/box-problem.ts';
import { inputStructure, structures as S } from '../../src/certificates/structure.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { constructLayer } from '../../src/constructions/layer.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { findLayer } from '../../src/functions/layers.ts';
import type { Box } from '../../src/functions/target.ts';
import { certifyBoxError } from '../../src/measurement/certify-box.ts';
import { createRandom } from '../laws/random.ts';

const boxOf = (...sides: readonly string[]): Box => sides.map(parseDomain);
const built = (name: string, eps: string, domain: string): Circuit =>
  constructLayer(findLayer(name), { eps: parseNumeral(eps), domain: parseDomain(domain) }).circuit;

async function certificateOf(circuit: Circuit, name: string, box: Box): Promise<BoxCertificate> {
  const { certificate } = await certifyBoxError({ problem: boxProblem(circuit, name, box) });
  if (certificate === undefined) throw new Error('expected a certificate');
  return certificate;
}
const certificates = await Promise.all([
  certificateOf(built('softmax:3', '1e-3', '-1,1'), 'softmax:3', boxOf('-1,1', '-1/2,1', '-1,0')),
  certificateOf(built('glu:1', '1e-3', '-1,1'), 'glu:1', boxOf('-1,1', '0,1')),
  certificateOf(built('reglu:1', '1e-2', '-1,1'), 'reglu:1', boxOf('-1,1', '-1,1')),
]);
const [shifted, gated] = certificates;

const statusOf = async (certificate: BoxCertificate): Promise<string> =>
  (await checkBoxCertificate(certificate)).status;
const changedView = (certificate: BoxCertificate, change: (view: ViewProof) => Partial<ViewProof>): BoxCertificate => ({
  ...certificate,
  views: certificate.views.map((view, i) => (i === 0 ? { ...view, ...change(view) } : view)),
});

describe('certificates on boxes', () => {
  it.each(certificates)('of $target are read as they were written, and prove their claim', async (certificate) => {
    const text = serializeBoxCertificate(certificate);
    const read = parseBoxCertificate(text);
    expect(read.intact).toBe(true);
    expect(serializeBoxCertificate(read.certificate)).toBe(text);
    const result = await checkBoxCertificate(read.certificate);
    expect(result).toEqual({ status: 'proved', lower: certificate.lower, upper: certificate.upper });
  });

  it.each(certificates)('of $target hold at every sample', ({ circuit, target, box, upper }) => {
    const random = createRandom(5);
    const problem = boxProblem(circuit, target, box);
    for (let n = 0; n < 100; n += 1) {
      const at = box.map(({ lower, upper: end }) =>
        rationals.add(lower, rationals.mul(dyadic(random.bits(20), -20), rationals.sub(end, lower))),
      );
      expect(rationals.compare(attainedAt(problem, at, 100).lower, upper)).toBeLessThanOrEqual(0);
    }
  });

  it('are not intact once a number is changed', () => {
    const text = serializeBoxCertificate(gated);
    for (const [from, to] of [
      [/"lower":"[^"]*"/, '"lower":"0"'],
      [/"degree":\d+/, '"degree":7'],
      [/"at":\["[^"]*"/, '"at":["1/3"'],
      [/"const","value":"[^"]*"/, '"const","value":"1/3"'],
    ] as const) {
      const other = text.replace(from, to);
      expect(other).not.toBe(text);
      expect(parseBoxCertificate(other).intact, String(from)).toBe(false);
    }
  });

  const third = rationals.div(rationals.one, rationals.fromInteger(3));
  const FALSE: readonly (readonly [string, BoxCertificate, RegExp])[] = [
    ['a smaller upper end', { ...gated, upper: rationals.mul(gated.upper, third) }, /exceeds the bound/],
    ['an upper end just below the bounds', { ...gated, upper: gated.lower }, /exceeds the bound|is bounded by/],
    ['a larger lower end', { ...gated, lower: gated.upper }, /does not reach the lower bound/],
    [
      'a point outside',
      { ...gated, attained: { ...gated.attained, at: [rationals.fromInteger(2), third] } },
      /outside/,
    ],
    ['a point of one coordinate', { ...gated, attained: { ...gated.attained, at: [third] } }, /outside/],
    ['a larger box', { ...gated, box: boxOf('-3,3', '-3,3') }, /is bounded by|not shown/],
    ['a box of one side', { ...gated, box: boxOf('-1,1') }, /expected 2 sides/],
    ['another layer', { ...gated, target: 'swiglu:1' }, /is bounded by/],
    ['a layer of another shape', { ...gated, target: 'glu:2' }, /expected a network of 4 inputs/],
    ['no view', { ...gated, views: [] }, /expected the proofs of 1 views/],
    ['a tree that ends early', changedView(shifted, ({ tree }) => ({ tree: tree.slice(0, -1) })), /ends before/],
    ['a tree that goes on', changedView(shifted, ({ tree }) => ({ tree: [...tree, PART] })), /goes on/],
    ['an undivided box', changedView(shifted, () => ({ tree: [PART] })), /is bounded by|not shown/],
    ['a coordinate too many', changedView(shifted, () => ({ tree: [2, PART, PART] })), /cuts coordinate 2 of 2/],
    ['a part that is left out', changedView(shifted, () => ({ tree: [OUTSIDE] })), /is left out/],
    [
      'a part of a box without shifts that is left out',
      changedView(gated, ({ tree }) => ({ tree: tree.map((node) => (node === PART ? OUTSIDE : node)) })),
      /is left out/,
    ],
    ['a degree that is too low', changedView(shifted, () => ({ degree: 1 })), /is bounded by|not shown/],
  ];
  it.each(FALSE)('with %s prove nothing', async (_, certificate, reason) => {
    const result = await checkBoxCertificate(certificate);
    expect(result.status).not.toBe('proved');
    expect(result.status === 'proved' ? '' : result.reason).toMatch(reason);
  });

  it('are refuted where the point shows an error above the upper end', async () => {
    expect(await statusOf({ ...gated, upper: rationals.scale(gated.lower, -1), lower: rationals.zero })).toBe(
      'refuted',
    );
  });

  it.each([
    ['"bits":53', '"bits":54', /bits/],
    ['"degree":', '"degree":0.5,"d":', /degree/],
    ['"tree":[', '"tree":[-3,', /tree/],
    ['"box":[["', '"box":[["x', /box/],
    ['"version":1', '"version":2', /version/],
  ])('with %s become %s are refused in one line', (from, to, message) => {
    const text = serializeBoxCertificate(shifted);
    expect(text).toContain(from);
    expect(() => parseBoxCertificate(text.replace(from, to), { name: 'c.json' })).toThrow(message);
  });

  it('that ask for too much memory are refused', () => {
    const text = serializeBoxCertificate(shifted).replace(
      /"degree":\d+,"bits":\d+,"tree":\[/,
      '"degree":64,"bits":53,"tree":[7,',
    );
    expect(() => parseBoxCertificate(text)).toThrow(/expected at most 2048 monomials/);
  });
});

describe('structures', () => {
  const [x, y] = [inputStructure(0), inputStructure(1)] as const;
  const two = S.fromInteger(2);
  it.each([
    ['x − y', S.sub(x, y), '0'],
    ['exp(x − y)', S.exp(S.sub(x, y)), '0'],
    ['x + y', S.add(x, y), '2'],
    ['(x + y)/2', S.div(S.add(x, y), two), '1'],
    ['max(x, y)', S.max(x, y), '1'],
    ['max(x, 2y)', S.max(x, S.mul(two, y)), undefined],
    ['exp x', S.exp(x), undefined],
    ['xy', S.mul(x, y), undefined],
    ['x/y', S.div(x, y), undefined],
    ['exp x − exp x', S.sub(S.exp(x), S.exp(x)), undefined],
  ])('of %s say by how much it shifts', (_, { slope, inputs }, wanted) => {
    expect(slope && `${String(slope.numerator)}/${String(slope.denominator)}`).toBe(wanted && `${wanted}/1`);
    expect(inputs).toBeGreaterThan(0n);
  });
});

describe('views', () => {
  it('hold an input of softmax at 0, and none where the network is not shifted with it', () => {
    const box = boxOf('-1,1', '-1,1');
    const known = viewsOf(boxProblem(built('softmax:2', '1e-3', '-1,1'), 'softmax:2', box));
    expect(known).toEqual([{ outputs: [0, 1], variables: [1], pinned: 0 }]);
    // x1² is no function of x1 − x2.
    const square: Circuit = {
      inputs: ['x1', 'x2'],
      instructions: [{ op: 'mul', args: [0, 0] }],
      outputs: [2, 2],
    };
    expect(viewsOf(boxProblem(square, 'softmax:2', box))).toEqual([{ outputs: [0, 1], variables: [0, 1] }]);
  });

  it('of gated units are one for each output, of two inputs', () => {
    const views = viewsOf(
      boxProblem(built('swiglu:2', '1e-3', '-1,1'), 'swiglu:2', boxOf('-1,1', '-1,1', '-1,1', '-1,1')),
    );
    expect(views).toEqual([
      { outputs: [0], variables: [0, 2] },
      { outputs: [1], variables: [1, 3] },
    ]);
  });

  it('cover the differences of every point of the box, and leave out only what none has', () => {
    const random = createRandom(9);
    const box = boxOf('-1,2', '0,1', '-3,-1');
    const problem = boxProblem(built('softmax:3', '1e-1', '-3,2'), 'softmax:3', box);
    const [view] = viewsOf(problem);
    const within = (part: Box, u: readonly Rational[]): boolean =>
      part.every(({ lower, upper }, k) => rationals.compare(lower, u[k]!) <= 0 && rationals.compare(u[k]!, upper) <= 0);
    let outside = 0;
    for (let n = 0; n < 400; n += 1) {
      const at = box.map(({ lower, upper }) => {
        const t = [0, 1, random.uniform(), random.uniform()][random.integer(0, 3)]!;
        return rationals.add(lower, rationals.mul(fromDouble(t), rationals.sub(upper, lower)));
      });
      const u = [1, 2].map((j) => rationals.sub(at[j]!, at[0]!));
      // Down a random way into the sides: a part with the point in it is never left out.
      let part = sidesOf(problem, view!);
      expect(within(part, u)).toBe(true);
      for (let depth = 0; depth < 12; depth += 1) {
        const [lower, upper] = halves(part, random.integer(0, 1));
        const [inside, other] = within(lower, u) ? [lower, upper] : [upper, lower];
        if (isOutside(problem, view!, other)) outside += 1;
        expect(isOutside(problem, view!, inside)).toBe(false);
        part = inside;
      }
    }
    expect(outside).toBeGreaterThan(50);
  });
});

import { describe, expect, it } from 'vitest';
import { fromDouble, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import {
  bernsteinEllipse,
  type Contour,
  contourFault,
  discsOf,
  type SquaredAxes,
  type Tiling,
  UNIT_DISC,
} from '../../src/certificates/contour.ts';
import { contourAround, contourOfRho } from '../../src/measurement/contours.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

const contour = (vertices: readonly (readonly [number, number])[], bits = 10): Contour => ({ bits, vertices });

const [axesOf, square] = [
  (a: number, b: number): SquaredAxes => [square(a), square(b)] as const,
  (x: number): Rational => rationals.mul(fromDouble(x), fromDouble(x)),
];

describe('contours around an ellipse', () => {
  it.each([
    [1.01, 3],
    [1.2, 4],
    [1.45, 8],
    [3, 8],
    [32, 16],
  ])('tangents to E_ρ are accepted, ρ = %d with %i edges, and refused for a larger ellipse', (rho, edges) => {
    const polygon = contourOfRho(rho, edges);
    expect(contourFault(polygon, bernsteinEllipse(fromDouble(rho)))).toBeUndefined();
    expect(contourFault(polygon, bernsteinEllipse(fromDouble(rho * (1 + 2 ** -6))))).toMatch(
      /^expected the ellipse left/,
    );
  });

  it('half-axes of E_ρ are (ρ ± 1/ρ)/2', () => {
    expect(bernsteinEllipse(makeRational(2n))).toEqual([makeRational(25n, 16n), makeRational(9n, 16n)]);
  });

  it('an edge may touch the ellipse, and not cut it by the least', () => {
    const box = (x: number, y: number): Contour =>
      contour([
        [x, 0],
        [x, y],
        [-x, y],
        [-x, 0],
      ]);
    expect(contourFault(box(1024, 1024), UNIT_DISC)).toBeUndefined();
    expect(contourFault(box(1023, 1024), UNIT_DISC)).toBe('expected the ellipse left of edge 0');
    expect(contourFault(box(1024, 1023), UNIT_DISC)).toBe('expected the ellipse left of edge 1');
    const tilted: SquaredAxes = [makeRational(4n), makeRational(1n)];
    expect(contourFault(box(2048, 1024), tilted)).toBeUndefined();
    expect(contourFault(box(1024, 2048), tilted)).toBe('expected the ellipse left of edge 0');
  });

  const around: readonly (readonly [number, number])[] = [
    [2000, 0],
    [2000, 2000],
    [-2000, 2000],
    [-2000, 0],
  ];
  it.each<[string, Contour, RegExp]>([
    ['clockwise', contour([...around].reverse()), /ends on both sides/],
    ['open on the right', contour([[2000, 5], ...around.slice(1)]), /vertex 0 on the real axis/],
    ['open on the left', contour([...around.slice(0, 3), [-2000, 1]]), /vertex 3 on the real axis/],
    ['below the axis', contour([[2000, 0], [2500, -10], ...around.slice(1)]), /vertex 1 above/],
    ['on the axis in between', contour([[2000, 0], [2500, 0], ...around.slice(1)]), /vertex 1 above/],
    ['standing still', contour([[2000, 0], [2000, 2000], ...around.slice(1)]), /left of edge 1/],
    [
      'turning back',
      contour([
        [2000, 0],
        [-2000, 2000],
        [2000, 2000],
        [-2000, 2000],
        [-2000, 0],
      ]),
      /left of edge 0|left of edge 1/,
    ],
    [
      'crossing itself',
      contour([
        [2000, 0],
        [2000, 3000],
        [-3000, 2000],
        [-1500, 3000],
        [-2000, 0],
      ]),
      /left of edge 2/,
    ],
    [
      'cutting a corner',
      contour([
        [2000, 0],
        [0, 1100],
        [-2000, 2000],
        [-2000, 0],
      ]),
      /left of edge 0/,
    ],
    [
      'one edge',
      contour([
        [2000, 0],
        [-2000, 0],
      ]),
      /at least two edges/,
    ],
    [
      'two edges that pass below the top',
      contour([
        [1100, 0],
        [0, 1100],
        [-1100, 0],
      ]),
      /left of edge 0/,
    ],
    [
      'on one side',
      contour([
        [2000, 0],
        [2000, 2000],
        [1000, 2000],
        [1000, 0],
      ]),
      /both sides/,
    ],
    [
      'broken numbers',
      contour([
        [2000, 0],
        [2000, 2000.5],
        [-2000, 2000],
        [-2000, 0],
      ]),
      /integer coordinates/,
    ],
    [
      'no numbers',
      contour([
        [2000, 0],
        [2000, NaN],
        [-2000, 2000],
        [-2000, 0],
      ]),
      /integer coordinates/,
    ],
    [
      'enormous numbers',
      contour([
        [2 ** 52 + 2, 0],
        [2000, 2000],
        [-2000, 2000],
        [-2000, 0],
      ]),
      /at most 2\^52/,
    ],
    ['no bits', contour(around, 0), /over 2\^1 to 2\^40/],
    ['too many bits', contour(around, 41), /over 2\^1 to 2\^40/],
    ['half a bit', contour(around, 9.5), /over 2\^1 to 2\^40/],
  ])('%s is refused', (_, polygon, fault) => {
    expect(contourFault(polygon, UNIT_DISC)).toMatch(fault);
  });

  /** Crossings of the ray from (px, py) to the right with the closed polygon, signed. */
  function windingAround({ vertices, bits }: Contour, px: number, py: number): number {
    const unit = 2 ** -bits;
    const upper = vertices.map(([x, y]) => [x * unit - px, y * unit - py] as const);
    const lower = vertices
      .slice(1, -1)
      .map(([x, y]) => [x * unit - px, -y * unit - py] as const)
      .reverse();
    const closed = [...upper, ...lower];
    let turns = 0;
    closed.forEach(([x, y], i) => {
      const [nextX, nextY] = closed[(i + 1) % closed.length]!;
      if (y <= 0 === nextY <= 0) return;
      const left = x * nextY - y * nextX > 0;
      if (nextY > 0 && left) turns += 1;
      if (nextY <= 0 && !left) turns -= 1;
    });
    return turns;
  }

  function randomPolygon(random: Random): Contour {
    const count = random.integer(2, 9);
    const size = (): number => Math.round(1024 * (0.8 + random.uniform() ** 2 * 1.5));
    const inner = Array.from({ length: count - 1 }, (_, i) => {
      const angle = Math.PI * ((i + 1) / count + (random.uniform() - 0.5) * (random.integer(0, 3) === 0 ? 1 : 0.3));
      return [Math.round(size() * Math.cos(angle) * 1.4), Math.abs(Math.round(size() * Math.sin(angle))) + 1] as const;
    });
    return contour([[size(), 0], ...inner, [-size(), 0]]);
  }

  it('random polygons that are accepted wind once around every point of the ellipse', () => {
    const random = createRandom(321);
    let [accepted, refused] = [0, 0];
    for (let i = 0; i < cases(20_000); i += 1) {
      const polygon = randomPolygon(random);
      const [a, b] = [0.2 + random.uniform(), 0.2 + random.uniform()];
      if (contourFault(polygon, axesOf(a, b)) !== undefined) {
        refused += 1;
        continue;
      }
      accepted += 1;
      for (let k = 0; k < 24; k += 1) {
        const angle = (Math.PI * (k + random.uniform())) / 12;
        const depth = k % 3 === 0 ? random.uniform() : 1 - 1e-9;
        const [x, y] = [a * Math.cos(angle) * depth, b * Math.sin(angle) * depth];
        if (windingAround(polygon, x, y) !== 1) expect.fail(`case ${String(i)}: not around ${String(x)}, ${String(y)}`);
      }
    }
    expect(Math.min(accepted, refused)).toBeGreaterThan(1000);
  });
});

describe('discs along a contour', () => {
  const polygon = contourAround(1.3, 0.7, 3);

  /** A random subdivision of an edge, depths up to `most`. */
  function subdivide(random: Random, depth: number, most: number): number[] {
    if (depth >= most || random.integer(0, 2) === 0) return [depth];
    return [...subdivide(random, depth + 1, most), ...subdivide(random, depth + 1, most)];
  }

  it('cover it: each contains its segment, and the next begins where it ends', () => {
    const random = createRandom(322);
    for (let i = 0; i < 60; i += 1) {
      const coarse = contour(
        Array.from({ length: 4 }, (_, k) => [random.integer(-(2 ** 30), 2 ** 30) * (k % 2 === 0 ? 1 : 2 ** 21), k]),
        random.integer(1, 40),
      );
      const tiling = coarse.vertices.slice(1).map(() => subdivide(random, 0, i % 10 === 0 ? 20 : 5));
      const discs = discsOf(coarse, tiling);
      const scale = (n: number): Rational => rationals.scale(makeRational(BigInt(n)), -coarse.bits);
      let k = 0;
      for (const [edge, depths] of tiling.entries()) {
        const [from, to] = [coarse.vertices[edge]!, coarse.vertices[edge + 1]!];
        const at = (t: Rational): [Rational, Rational] =>
          [0, 1].map((part) =>
            rationals.add(scale(from[part]!), rationals.mul(t, rationals.sub(scale(to[part]!), scale(from[part]!)))),
          ) as [Rational, Rational];
        let t = rationals.zero;
        for (const depth of depths) {
          const end = rationals.add(t, rationals.scale(rationals.one, -depth));
          const { re, im, radius } = discs[k]!;
          for (const [x, y] of [at(t), at(end)]) {
            const [dx, dy] = [rationals.sub(x, re), rationals.sub(y, im)];
            const distance = rationals.add(rationals.mul(dx, dx), rationals.mul(dy, dy));
            expect(rationals.compare(distance, square(radius))).toBeLessThanOrEqual(0);
          }
          t = end;
          k += 1;
        }
        expect(t).toEqual(rationals.one);
      }
      expect(k).toBe(discs.length);
    }
  });

  it.each<[string, Tiling]>([
    ['no edge', []],
    ['an edge too few', [[0], [0]]],
    ['an edge too many', [[0], [0], [0], [0]]],
    ['an edge left out', [[0], [], [0]]],
    ['a half left out', [[0], [1], [0]]],
    ['a part left out in the middle', [[2, 2, 1, 2], [0], [0]]],
    ['a part out of its place', [[2, 1, 2], [0], [0]]],
    ['a part too many', [[1, 1, 1], [0], [0]]],
    ['two whole edges', [[0, 0], [0], [0]]],
    ['a negative depth', [[-1], [0], [0]]],
    ['a broken depth', [[0.5], [0], [0]]],
    ['a depth beyond the limit', [[1, ...Array.from({ length: 2 ** 4 }, () => 21)], [0], [0]]],
    ['no number', [[NaN], [0], [0]]],
  ])('a tiling with %s is refused', (_, tiling) => {
    expect(() => discsOf(polygon, tiling)).toThrow(
      /^certificates: expected a tiling that covers edge \d exactly once$/,
    );
  });
});

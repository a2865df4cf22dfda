/** The scaling rule is sufficient: [MHL] Theorem A.1, and this project's sharp condition. */
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { slopesOf, sumPieces } from '../triangle/bends.ts';
import { jumpBracket } from '../triangle/derivatives.ts';
import { scalingFactors } from '../triangle/scaling.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import {
  against,
  fact,
  firstFinding,
  MHL_REFERENCE,
  ruleFactors,
  same,
  type WaveInstance,
  waveInstances,
} from './mhl.ts';

const complement = (x: Rational): Rational => Q.sub(Q.one, x);
const power = (x: Rational, n: number): Rational => (n === 0 ? Q.one : Q.mul(x, power(x, n - 1)));

/** The largest c with all peaks in [c, 1−c]. */
const marginOf = (a: readonly Rational[]): Rational =>
  a.map((peak) => Q.min(peak, complement(peak))).reduce((x, y) => Q.min(x, y));

/** How far F′ may go above and below the slope of F_m on a piece, and whether W_{m−1} rises there. */
interface Room {
  readonly up: Rational;
  readonly down: Rational;
}

/** The slopes of F_{m+1} and the rooms on its pieces, from those of F_m: the recursion of proofs/mhl-a.1.md. */
function split(
  slopes: readonly Rational[],
  rooms: readonly Room[],
  next: Rational,
): { readonly slopes: readonly Rational[]; readonly rooms: readonly Room[] } {
  const parts = slopes.flatMap((slope, k) => {
    const { up, down } = rooms[k] as Room;
    return [
      { slope: Q.add(slope, Q.mul(up, next)), room: { up: Q.mul(up, complement(next)), down: Q.mul(up, next) } },
      { slope: Q.sub(slope, Q.mul(down, next)), room: { up: Q.mul(down, next), down: Q.mul(down, complement(next)) } },
    ];
  });
  return { slopes: parts.map(({ slope }) => slope), rooms: parts.map(({ room }) => room) };
}

/** Waves of the summable sequence that shows why the hypothesis is needed. */
const MANY = 24;

/** [MHL] Theorem A.1. */
export const mhlA1: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-a.1',
  title: 'The scaling rule is sufficient where peaks stay away from 0 and 1',
  claim:
    'If the factors follow the rule and c ≤ a_i ≤ 1−c for some c > 0 and all i, then F′ is continuous on [0, 1]. Sharp form (own): for ' +
    'factors by the rule F′ is continuous if and only if Σ min(a_i, 1−a_i) = ∞.',
  hypotheses: [
    's_0 ≠ 0 and s_{i+1} = s_i (1−a_{i+1}) a_{i+2}',
    'c ≤ a_i ≤ 1−c: necessary in some form, see the last proposition',
  ],
  references: [`${MHL_REFERENCE}, Theorem A.1, equations (6)–(8); the formulas are restored`],
  propositions: [
    {
      claim: 's_i c^{n−i−1} ≤ B_i ≤ s_i (1−c)^{n−i−1} with n waves: the jumps shrink exponentially, from both sides',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance).slice(0, instance.s.length);
        const c = marginOf(a);
        return firstFinding([...s.keys()], (i) => {
          const bracket = jumpBracket(Q, a, s, i);
          const [low, high] = [c, complement(c)].map((q) => Q.mul(s[i] as Rational, power(q, s.length - i - 1))) as [
            Rational,
            Rational,
          ];
          const isBetween = Q.compare(low, bracket) <= 0 && Q.compare(bracket, high) <= 0;
          return isBetween ? undefined : against({ a, s }, `layer ${String(i)}`, fact('bracket', bracket));
        });
      },
    },
    {
      claim:
        'each peak splits the fall D of F′ over a piece into shares a and 1−a, so that D ≤ D_0 Π max(a_k, 1−a_k) after so many waves: ' +
        'the slopes of all partial sums are those of the recursion',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance).slice(0, instance.s.length);
        const [a0, a1, first] = [a[0], a[1], s[0]] as [Rational, Rational, Rational];
        let slopes: readonly Rational[] = [Q.zero];
        let rooms: readonly Room[] = [
          { up: Q.div(first, Q.mul(a0, a1)), down: Q.div(first, Q.mul(complement(a0), a1)) },
        ];
        return firstFinding([...s.keys()], (m) => {
          ({ slopes, rooms } = split(slopes, rooms, a[m + 1] as Rational));
          const exact = slopesOf(Q, sumPieces(Q, a, s.slice(0, m + 1)));
          const wrong = exact.findIndex((slope, k) => !same(slope, slopes[k] as Rational));
          return wrong < 0 ? undefined : against({ a, s }, `piece ${String(wrong)} of ${String(m + 1)} waves`);
        });
      },
    },
    {
      claim:
        'without the hypothesis it fails: for peaks a_m 2^{−m−1} the bracket at the first peak stays at 3/4 s_0 or more',
      method: 'exact',
      check: (instance) => {
        const a = Array.from({ length: MANY + 1 }, (_, m) =>
          Q.scale(instance.a[m % instance.a.length] as Rational, -m - 1),
        );
        const s = scalingFactors(Q, a, instance.s[0] as Rational);
        const bracket = jumpBracket(Q, a, s, 0);
        const least = Q.mul(s[0] as Rational, makeRational(3n, 4n));
        return Q.compare(bracket, least) >= 0 ? undefined : against({ a, s }, fact('bracket', bracket));
      },
    },
  ],
  instances: waveInstances,
  notes: [
    'The paper proves that F′ is continuous at the peaks of all waves. Between them it needs the second proposition: that F′ does not jump at any other point either (proofs/mhl-a.1.md).',
  ],
});

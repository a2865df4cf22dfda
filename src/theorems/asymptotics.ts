/** Best errors of growing type against the asymptotic formulas of Stahl and Braess. */
import { type Ball, ball } from '../arithmetic/ball.ts';
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { sizeOf } from '../circuits/size.ts';
import { describeDomain } from '../constructions/construct.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain, Target } from '../functions/target.ts';
import { certifyMinimax } from '../measurement/certify-minimax.ts';
import { halfLineRow, halfLineTarget, halphenConstant } from './half-line.ts';
import type { Check, Row, StatementResult } from './records.ts';
import { conclude, sizeRecord, type Statement, type VerificationContext } from './statement.ts';

const F = ball(128);
const whole = (n: number): Ball => F.fromInteger(n);
const interval = (lower: string, upper: string): Domain => ({ lower: parseNumeral(lower), upper: parseNumeral(upper) });

function factorial(n: number): Ball {
  let product = 1n;
  for (let k = 2n; k <= BigInt(n); k += 1n) product *= k;
  return F.fromInteger(product);
}

/** 4^(1+α) |sin πα| e^(−2π√(αn)), α = 1/p. */
function stahl(p: number, n: number): Ball {
  const alpha = F.div(F.one, whole(p));
  const factor = F.mul(F.scale(F.exp(F.mul(alpha, F.log(whole(4)))), 2), F.abs(F.sin(F.mul(F.pi, alpha))));
  return F.mul(factor, F.exp(F.neg(F.scale(F.mul(F.pi, F.sqrt(F.mul(alpha, whole(n)))), 1))));
}

/** A family of best errors, and what they are asymptotically equal to. */
interface Law {
  readonly target: Target;
  readonly domain: Domain;
  /** The formula in words, with its source. */
  readonly words: string;
  readonly degrees: readonly number[];
  readonly formula: (n: number) => Ball;
  /** Encloses a best error where the domain is not a compact interval. */
  readonly makeRow?: (context: VerificationContext, degree: number, name: string) => Promise<Row>;
  /** The distance from 1 of the ratio at the last degree that is still called compatible with the limit 1. */
  readonly near: number;
}

const HALPHEN = halphenConstant()
  .map((end) => F.constant(end))
  .reduce((x, y) => F.union(x, y));

const LAWS: readonly Law[] = [
  {
    target: findTarget('abs'),
    domain: interval('-1', '1'),
    words: '8 e^(−π√n) for |x| (Stahl 1993)',
    degrees: [2, 4, 6, 8, 12, 16, 20],
    formula: (n) => F.scale(F.exp(F.neg(F.mul(F.pi, F.sqrt(whole(n))))), 3),
    near: 0.25,
  },
  {
    target: findTarget('sqrt'),
    domain: interval('0', '1'),
    words: '8 e^(−2π√(n/2)) for √x (Stahl 2003)',
    degrees: [1, 2, 3, 4, 6, 8, 10],
    formula: (n) => stahl(2, n),
    near: 0.25,
  },
  {
    target: findTarget('cbrt'),
    domain: interval('0', '1'),
    words: '4^(4/3) sin(π/3) e^(−2π√(n/3)) for ∛x (Stahl 2003)',
    degrees: [1, 2, 3, 4, 6, 8],
    formula: (n) => stahl(3, n),
    near: 0.35,
  },
  {
    target: findTarget('exp'),
    domain: interval('-1', '1'),
    words: '(n!)²/(2^(2n) (2n)! (2n + 1)!) for exp (Meinardus’ conjecture, Braess 1984)',
    degrees: [1, 2, 3, 4, 6, 8, 10],
    formula: (n) => {
      const square = F.mul(factorial(n), factorial(n));
      return F.scale(F.div(square, F.mul(factorial(2 * n), factorial(2 * n + 1))), -2 * n);
    },
    near: 0.05,
  },
  {
    target: halfLineTarget,
    domain: interval('-1', '1'),
    words:
      '2 H^(n + 1/2) for exp on (−∞, 0], H = 1/9.28902… Halphen’s constant (Gonchar, Rakhmanov 1987; Aptekarev 2002)',
    degrees: [0, 1, 2, 3, 4, 6, 8, 11, 12],
    formula: (n) => {
      const root = F.sqrt(HALPHEN);
      let power = F.scale(root, 1);
      for (let k = 0; k < n; k += 1) power = F.mul(power, HALPHEN);
      return power;
    },
    makeRow: halfLineRow,
    near: 0.02,
  },
];

/** Relative gap of the bounds. */
const GAP = 1e-6;

/** The ratio of the best error to the formula, enclosed. */
interface Ratio {
  readonly degree: number;
  readonly lower: Rational;
  readonly upper: Rational;
}

function ratioOf(law: Law, degree: number, [lower, upper]: readonly [string, string]): Ratio {
  const [low, high] = [lower, upper].map((text) => F.div(F.constant(parseNumeral(text)), law.formula(degree))) as [
    Ball,
    Ball,
  ];
  const end = (x: Ball, side: 'lower' | 'upper'): Rational => F.base.toRational(F[side](x));
  return { degree, lower: end(low, 'lower'), upper: end(high, 'upper') };
}

async function makeRow(context: VerificationContext, law: Law, degree: number): Promise<Row> {
  const { target, domain } = law;
  const name = `asymptotics_${target.name}_${String(degree)}`;
  if (law.makeRow !== undefined) return law.makeRow(context, degree, name);
  const { error, circuit, certificate, status, reason, seconds } = await certifyMinimax({
    target,
    domain,
    type: [degree, degree],
    gap: GAP,
    maxSeconds: context.certifySeconds,
    ...(context.executor && { executor: context.executor }),
  });
  if (status !== 'proved' || error.upper === null)
    throw new RangeError(`${target.name}, degree ${String(degree)}: ${reason ?? 'no proof'}`);
  const path = certificate && (await context.keepCertificate(name, certificate));
  return {
    eps: formatDecimal(parseNumeral(error.upper), 12),
    target: target.name,
    domain: describeDomain(domain),
    method: 'best rational',
    role: 'competitor',
    size: sizeRecord(sizeOf(circuit)),
    planBound: error.upper,
    error: { kind: 'bound', lower: error.lower, upper: error.upper, ...(path !== undefined && { certificate: path }) },
    steps: degree,
    seconds: seconds.search + seconds.proof,
    network: await context.keepNetwork(name, circuit),
  };
}

const distance = (ratio: Rational): number => Math.abs(Q.toNumber(ratio) - 1);

/** Whether the ratios come closer to 1 with every degree from the second on, and are near it at the end. */
function checkLaw(law: Law, ratios: readonly Ratio[]): Check {
  const shown = ratios.map(({ degree, lower }) => `${formatDecimal(lower, 4)} at ${String(degree)}`).join(', ');
  const claim = `E_n/(${law.words}) approaches 1: ${shown}`;
  const apart = ratios.map(({ lower, upper }) => [distance(lower), distance(upper)].sort((x, y) => x - y));
  const closer = apart.every(([, far = 0], i) => i < 2 || far < (apart[i - 1]?.[0] ?? 0));
  const last = apart.at(-1)?.[1] ?? Infinity;
  const base = { claim, method: 'enclosed', cases: ratios.length } as const;
  if (!closer) return { ...base, undecided: 'the ratios do not come closer with every degree' };
  return last <= law.near ? base : { ...base, undecided: `the last ratio is ${last.toFixed(3)} away from 1` };
}

/** E_(n−1)/E_n for the last two degrees on the half line, and their limit. */
function halphenNote(rows: readonly Row[]): string {
  const [before, last] = rows.filter(({ target }) => target === halfLineTarget.name).slice(-2);
  const bounds = [before, last].map((row) => [row?.error?.lower ?? '0', row?.error?.upper ?? '1'].map(parseNumeral));
  const [[low, high], [lastLow, lastHigh]] = bounds as [[Rational, Rational], [Rational, Rational]];
  const ratio = [Q.div(low, lastHigh), Q.div(high, lastLow)].map((q) => formatDecimal(q, 8)).join(' and ');
  const limit = formatDecimal(F.base.toRational(F.lower(F.div(F.one, HALPHEN))), 20);
  return `exp on (−∞, 0]: E_${String(before?.steps)}/E_${String(last?.steps)} lies between ${ratio}; 1/H = ${limit}…`;
}

async function verify(context: VerificationContext): Promise<StatementResult> {
  if (context.certifySeconds === 0) {
    return conclude(
      DEFINITION,
      'inconclusive',
      [],
      [],
      [],
      'best errors rest on certificates, for which no time was given',
    );
  }
  const rows: Row[] = [];
  const checks: Check[] = [];
  const total = LAWS.reduce((sum, { degrees }) => sum + degrees.length, 0);
  for (const law of LAWS) {
    const ratios: Ratio[] = [];
    for (const degree of law.degrees) {
      const key = `asymptotics_${law.target.name}_${String(degree)}`;
      let row = context.recall(key);
      if (row === undefined) {
        row = await makeRow(context, law, degree);
        await context.keep(key, row);
      }
      rows.push(row);
      const { lower, upper } = row.error ?? { lower: '0', upper: row.planBound };
      ratios.push(ratioOf(law, degree, [lower, upper]));
      context.onProgress(key.replaceAll('_', ' '), rows.length, total);
    }
    checks.push(checkLaw(law, ratios));
  }
  const open = checks.find(({ undecided }) => undecided !== undefined);
  const notes = [
    'Every best error is enclosed to a relative gap of 1e-6; the ratios follow from these bounds. That finitely many ratios approach 1 is compatible with the limit and does not prove it.',
    'Rows stand for a type (n, n): steps is n, and ε the upper bound of its best error.',
    `exp on (−∞, 0] is ${halfLineTarget.name} on [−1, 1], continued by 0 to −1: x ↦ 4(x − 1)/(x + 1) takes rational functions of type (n, n) to such. Its rows rest on two certificates each, one for the rest of the interval and one next to −1.`,
    halphenNote(rows),
  ];
  const result = conclude(
    DEFINITION,
    open ? 'inconclusive' : 'verified',
    rows,
    [],
    notes,
    open && `${open.claim}: ${open.undecided ?? ''}`,
  );
  return { ...result, checks };
}

const DEFINITION = {
  id: 'asymptotics',
  title: 'Best rational approximation against its asymptotic formulas',
  claim: `The best errors E_n of type (n, n) are asymptotically equal to: ${LAWS.map(({ words }) => words).join('; ')}.`,
  hypotheses: [
    '|x| and exp on [−1, 1], roots on [0, 1], exp on (−∞, 0]',
    'finitely many degrees: the ratios are proven, the limits are the sources’',
  ],
  references: [
    'H. Stahl, Math. USSR Sb. 76 (1993) 461–487 and Acta Math. 190 (2003) 241–306',
    'D. Braess, J. Approx. Theory 40 (1984) 375–379',
    'A. A. Gonchar, E. A. Rakhmanov, Math. USSR Sb. 62 (1989) 305–348',
    'A. I. Aptekarev, Sb. Math. 193 (2002) 1–72',
  ],
};

/** Stahl’s and Braess’ theorems at the degrees that are certified. */
export const asymptotics: Statement = {
  ...DEFINITION,
  needs:
    'bounds of every best error within 1e-6 of each other, and ratios to the formula that come closer to 1 with every degree from the second on and end near 1',
  verify,
};

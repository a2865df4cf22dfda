/**
 * Certifying: GELU networks down to 1e-1000 on one thread, the growth of the cost, checking against finding, and Sollya's
 * `supnorm` and `infnorm` on the same functions in the same run. Processor time throughout.
 *
 * Sollya certifies polynomials (`supnorm`, relative accuracy 1e-3 here, for which ours is a tightness of 1.001); rational
 * functions it only encloses by interval arithmetic (`infnorm`). Both are timed by its own `time` inside one process, so
 * that no start of a process counts. Without Sollya (Debian: `apt-get install sollya`) that part is skipped.
 */
import { spawnSync } from 'node:child_process';
import { Matrix, solve } from 'ml-matrix';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { dyadic, fromDouble, type Rational } from '../../src/arithmetic/rational.ts';
import { type Certificate, checkCertificate } from '../../src/certificates/index.ts';
import { type Circuit, circuitField, type Wire } from '../../src/circuits/index.ts';
import { construct } from '../../src/constructions/index.ts';
import { findTarget, parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { type CertifiedError, certifyError } from '../../src/measurement/index.ts';
import type { Measurement } from './report.ts';
import { median, printIfMain } from './timing.ts';

const DOMAIN = parseDomain('-1,1');
/** Short calls are repeated this often before they count, so that the compiler has seen them, and then as often again. */
const RUNS = 150;

/** Seconds of processor time of a call: the median of several, after as many that do not count where there are many. */
async function secondsOf(runs: number, call: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let run = runs > 10 ? -runs : 0; run < runs; run += 1) {
    const start = process.cpuUsage();
    await call();
    const { user, system } = process.cpuUsage(start);
    if (run >= 0) seconds.push((user + system) / 1e6);
  }
  return median(seconds);
}

const certify = (circuit: Circuit, target: string, tightness: number): Promise<CertifiedError> =>
  certifyError({ circuit, target: resolveTarget(target), domain: DOMAIN, tightness });

function certificateOf({ certificate, reason }: CertifiedError): Certificate {
  if (certificate === undefined) throw new Error(`bench: expected a certificate, got none: ${String(reason)}`);
  return certificate;
}

const LIMITS: Readonly<Record<string, number>> = { '1e-16': 1, '1e-50': 2, '1e-200': 8, '1e-1000': 300 };

/** GELU networks: time, memory, growth, and the cost of checking. */
async function networks(): Promise<readonly Measurement[]> {
  const report: Measurement[] = [];
  for (const method of ['nested', 'coupled']) {
    const points: { readonly x: number; readonly y: number }[] = [];
    for (const [eps, limit] of Object.entries(LIMITS)) {
      const { circuit } = construct(findTarget('gelu-tanh'), { eps: parseNumeral(eps), domain: DOMAIN, method });
      const runs = limit > 10 ? 1 : 3;
      let found: CertifiedError | undefined;
      const finding = await secondsOf(runs, async () => (found = await certify(circuit, 'gelu-tanh', 1.05)));
      const certificate = certificateOf(found as CertifiedError);
      const checking = await secondsOf(runs, () => checkCertificate(certificate));
      const name = `certify GELU, ${method}, ${eps}`;
      report.push({ name, value: finding, unit: 's', target: `≤ ${String(limit)}` });
      report.push({ name: `${name}: checking against finding`, value: checking / finding, unit: '×', target: '≤ 1.2' });
      points.push({ x: Math.log(Number(eps.slice(3))), y: Math.log(finding) });
    }
    report.push({
      name: `certify GELU, ${method}: exponent of log 1/ε in the time`,
      value: slopeOf(points),
      unit: '',
      target: '≤ 2.5',
    });
  }
  const memory = process.resourceUsage().maxRSS / 1024;
  report.push({ name: 'certify GELU: peak memory of the process', value: memory, unit: 'MB', target: '≤ 1000' });
  return report;
}

function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const design = new Matrix(points.map(({ x }) => [1, x]));
  return solve(design, Matrix.columnVector(points.map(({ y }) => y)), true).get(1, 0);
}

const GELU = '0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x^3)))';
const FUNCTIONS: readonly (readonly [target: string, sollya: string, factor: number])[] = [
  ['exp', 'exp(x)', 0.5],
  ['sin', 'sin(x)', 0.5],
  ['tanh', 'tanh(x)', 20],
  ['gelu-tanh', GELU, 20],
];

const SOLLYA = spawnSync('sollya', ['--help']).error === undefined;

function sollya(program: string): readonly string[] {
  const { stdout } = spawnSync('sollya', ['--warnonstderr'], { input: `${program}\nquit;\n`, encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

/** A number as Sollya prints it with display = dyadic. */
function readDyadic(text: string): Rational {
  const match = /^\s*(-?\d+)(?:b(-?\d+))?\s*$/.exec(text);
  if (match === null) throw new Error(`bench: expected a dyadic number, got ${text}`);
  return dyadic(BigInt(match[1] ?? '0'), Number(match[2] ?? '0'));
}

function horner(F: ReturnType<typeof circuitField>, coefficients: readonly Rational[], x: Wire): Wire {
  const [last = F.zero, ...rest] = coefficients.map((c) => F.constant(c)).reverse();
  return rest.reduce((sum, c) => F.add(F.mul(sum, x), c), last);
}

function polynomialCircuit(coefficients: readonly Rational[]): Circuit {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  return F.build([horner(F, coefficients, x)]);
}

/** Best approximations by polynomials against `supnorm`. */
async function polynomials(): Promise<readonly Measurement[]> {
  const report: Measurement[] = [];
  for (const [target, formula, factor] of FUNCTIONS) {
    for (const degree of [5, 10, 20]) {
      // GELU at degree 20 takes Sollya more than half a minute: one call, cut off.
      const calls = factor > 1 && degree > 5 ? 1 : 5;
      const lines = sollya(
        [
          `prec=200!; f=${formula}; p=remez(f,${String(degree)},[-1;1]);`,
          `p=roundcoefficients(p,[|100...|]); display=dyadic!;`,
          `for i from 0 to ${String(degree)} do print(coeff(p,i));`,
          `display=decimal!; for i from 1 to ${String(calls)} do { t=time(supnorm(p,f,[-1;1],absolute,1e-3)); print("time",t); };`,
        ].join('\n'),
      );
      const circuit = polynomialCircuit(lines.slice(0, degree + 1).map(readDyadic));
      const theirs = median(lines.filter((line) => line.startsWith('time')).map((line) => Number(line.slice(5))));
      let found: CertifiedError | undefined;
      const ours = await secondsOf(RUNS, async () => (found = await certify(circuit, target, 1.001)));
      certificateOf(found as CertifiedError);
      const name = `certify ${target}, polynomial of degree ${String(degree)}`;
      report.push({ name: `${name}: time`, value: 1000 * ours, unit: 'ms' });
      report.push({
        name: `${name}: faster than Sollya's supnorm by`,
        value: theirs / ours,
        unit: '×',
        target: `≥ ${String(factor)}`,
      });
    }
  }
  return report;
}

/** Numerator and denominator (constant term 1) of the rational function of type (n, n) through 2n+1 Chebyshev points. */
function interpolant(f: (x: number) => number, n: number): readonly [Rational[], Rational[]] {
  const points = Array.from({ length: 2 * n + 1 }, (_, j) => Math.cos(((2 * j + 1) * Math.PI) / (4 * n + 2)));
  const rows = points.map((x) => [
    ...Array.from({ length: n + 1 }, (_, k) => x ** k),
    ...Array.from({ length: n }, (_, k) => -f(x) * x ** (k + 1)),
  ]);
  const solution = solve(new Matrix(rows), Matrix.columnVector(points.map(f)))
    .to1DArray()
    .map(fromDouble);
  return [solution.slice(0, n + 1), [dyadic(1n, 0), ...solution.slice(n + 1)]];
}

const gelu = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const RATIONALS: readonly (readonly [target: string, formula: string, f: (x: number) => number, n: number])[] = [
  ['exp', 'exp(x)', Math.exp, 3],
  ['tanh', 'tanh(x)', Math.tanh, 3],
  ['gelu-tanh', GELU, gelu, 2],
  ['gelu-tanh', GELU, gelu, 5],
];

const sollyaPolynomial = (coefficients: readonly Rational[]): string =>
  coefficients
    .map(({ numerator, denominator }, k) => `(${String(numerator)}/${String(denominator)})*x^${String(k)}`)
    .join('+');

/** Rational functions against `infnorm`, which is rigorous but does not control its width. */
async function rationalFunctions(): Promise<readonly Measurement[]> {
  const report: Measurement[] = [];
  for (const [target, formula, f, n] of RATIONALS) {
    const [numerator, denominator] = interpolant(f, n);
    const F = circuitField(['x']);
    const [x = F.zero] = F.inputs;
    const circuit = F.build([F.div(horner(F, numerator, x), horner(F, denominator, x))]);
    const lines = sollya(
      [
        `prec=165!; p=(${sollyaPolynomial(numerator)})/(${sollyaPolynomial(denominator)}); f=${formula};`,
        `for i from 1 to 3 do { t=time(infnorm(p-f,[-1;1])); print("time",t); };`,
        `r=infnorm(p-f,[-1;1]); print("ratio",evaluate(sup(r)/inf(r),0));`,
      ].join('\n'),
    );
    const theirs = median(lines.filter((line) => line.startsWith('time')).map((line) => Number(line.slice(5))));
    const ratio = Number(/ratio\s+(\S+)/.exec(lines.find((line) => line.startsWith('ratio')) ?? '')?.[1] ?? NaN);
    let found: CertifiedError | undefined;
    const ours = await secondsOf(RUNS, async () => (found = await certify(circuit, target, 1.05)));
    certificateOf(found as CertifiedError);
    const name = `certify ${target}, rational of type (${String(n)}, ${String(n)})`;
    report.push({ name: `${name}: time`, value: 1000 * ours, unit: 'ms' });
    report.push({ name: `${name}: faster than Sollya's infnorm by`, value: theirs / ours, unit: '×', target: '≥ 10' });
    report.push({ name: `${name}: upper/lower of Sollya's infnorm`, value: ratio, unit: '' });
  }
  return report;
}

/** All figures of this file. */
export async function run(): Promise<readonly Measurement[]> {
  if (!SOLLYA) console.error('skipped: Sollya is not installed (Debian: apt-get install sollya)');
  const peers = SOLLYA ? [...(await polynomials()), ...(await rationalFunctions())] : [];
  return [...peers, ...(await networks())];
}

await printIfMain(import.meta.url, run);

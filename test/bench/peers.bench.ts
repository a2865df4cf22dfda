/**
 * Peers outside of this project: a network of tanh against mpmath and gmpy2, which run the same instructions over the same
 * points, and logarithm and exponential against MPFR (in WebAssembly) and decimal.js.
 */
import { spawnSync } from 'node:child_process';
import { Decimal } from 'decimal.js';
import { init, mpfr_rnd_t } from 'gmp-wasm';
import { type BigFloat, type BigFloatField, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational } from '../../src/arithmetic/rational.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { bind } from '../../src/circuits/evaluate.ts';
import { compile } from '../../src/circuits/plan.ts';
import { construct, defaultDomain } from '../../src/constructions/index.ts';
import { resolveTarget } from '../../src/functions/index.ts';
import type { Measurement } from './report.ts';
import { median, printIfMain, quartiles } from './timing.ts';

const DIGITS = 100;
const BITS = Math.ceil(DIGITS * Math.log2(10));
const POINTS = 1000;
const ROUNDS = 5;

/** Where Debian's packages are found when another Python comes first. */
const INTERPRETERS = ['python3', '/usr/bin/python3'];

/** The first Python that has mpmath and gmpy2. */
const findPython = (): string | undefined =>
  INTERPRETERS.find((command) => spawnSync(command, ['-c', 'import mpmath, gmpy2']).status === 0);

/** A circuit of one input and one output as a Python function: one assignment for each instruction. */
function pythonFunction({ instructions, outputs }: Circuit): string {
  const symbols = { add: '+', sub: '-', mul: '*', div: '/' } as const;
  const constants: string[] = [];
  const steps: string[] = [];
  instructions.forEach((instruction, i) => {
    const name = `v${String(i + 1)}`;
    if (instruction.op === 'const') {
      const { numerator, denominator } = instruction.value;
      constants.push(`    ${name} = number(${String(numerator)}) / number(${String(denominator)})`);
    } else {
      const [x = '', y = ''] = instruction.args.map((arg) => `v${String(arg)}`);
      steps.push(`        ${name} = ${instruction.op === 'neg' ? `-${x}` : `${x} ${symbols[instruction.op]} ${y}`}`);
    }
  });
  // Constants become local variables of an outer function, once; the inner one is straight-line code.
  return [
    'def make(number):',
    ...constants,
    '    def f(v0):',
    ...steps,
    `        return v${String(outputs[0] ?? 0)}`,
    '    return f',
  ].join('\n');
}

/** A program that reads nothing and prints its times, in seconds per point, and its values, as JSON. */
function pythonProgram(circuit: Circuit, points: readonly BigFloat[]): string {
  const list = points.map(({ mantissa, exponent }) => `(${String(mantissa)}, ${String(exponent)})`).join(',\n');
  return `import json, time
import gmpy2, mpmath
mpmath.mp.prec = ${String(BITS)}
gmpy2.get_context().precision = ${String(BITS)}
points = [${list}]
${pythonFunction(circuit)}
def measure(number, scaled):
    f = make(number)
    inputs = [scaled(m, e) for m, e in points]
    start = time.perf_counter()
    values = [f(x) for x in inputs]
    return (time.perf_counter() - start) / len(points), values
mp_seconds, mp_values = measure(mpmath.mpf, mpmath.ldexp)
mpfr_seconds, _ = measure(gmpy2.mpfr, lambda m, e: gmpy2.mul_2exp(gmpy2.mpfr(m), e) if e >= 0 else gmpy2.div_2exp(gmpy2.mpfr(m), -e))
print(json.dumps({
    "versions": f"Python {'.'.join(map(str, __import__('sys').version_info[:3]))}, mpmath {mpmath.__version__} over {mpmath.libmp.BACKEND}, gmpy2 {gmpy2.version()}",
    "mpmath": mp_seconds, "mpfr": mpfr_seconds,
    "values": [mpmath.nstr(v, ${String(DIGITS)}) for v in mp_values[::100]]}))
`;
}

/** What the Python program prints. */
interface PythonAnswer {
  readonly versions: string;
  readonly mpmath: number;
  readonly mpfr: number;
  readonly values: readonly string[];
}

/** Runs the program, which is passed on standard input. */
function runPython(command: string, program: string): PythonAnswer {
  const { status, stdout, stderr } = spawnSync(command, ['-'], { input: program, encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench: expected ${command} to run the circuit, got ${stderr.trim()}`);
  return JSON.parse(stdout) as PythonAnswer;
}

/** Rounding apart, both programs must compute the same. */
function checkAgreement(F: BigFloatField, ours: readonly BigFloat[], theirs: readonly string[]): void {
  theirs.forEach((text, i) => {
    const x = ours[100 * i] ?? F.zero;
    const difference = F.abs(F.sub(x, F.constant(parseNumeral(text))));
    if (F.compare(difference, F.constant(parseNumeral('1e-95'))) > 0) {
      throw new Error(
        `bench: expected the values of Python, got ${formatDecimal(F.toRational(x), 30)} against ${text}`,
      );
    }
  });
}

/** The nested network of tanh for ε = 1e-100 at 1000 points. */
function network(python: string): readonly Measurement[] {
  const tanh = resolveTarget('tanh');
  const { circuit, size } = construct(tanh, {
    eps: parseNumeral('1e-100'),
    domain: defaultDomain('tanh'),
    method: 'nested',
  });
  const B = bigfloat(BITS);
  const points = Array.from({ length: POINTS }, (_, i) =>
    B.constant(makeRational(BigInt(2 * i + 1 - POINTS), BigInt(POINTS + 7))),
  );
  const program = pythonProgram(circuit, points);
  const f = bind(B, compile(circuit));
  const evaluate = (): readonly BigFloat[] => points.flatMap((x) => f([x]));
  evaluate();
  const ours: number[] = [];
  const answers: PythonAnswer[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const values = evaluate();
    ours.push((performance.now() - start) / 1000 / POINTS);
    const answer = runPython(python, program);
    checkAgreement(B, values, answer.values);
    answers.push(answer);
  }
  const us = median(ours);
  const mpmath = median(answers.map((answer) => answer.mpmath));
  const mpfr = median(answers.map((answer) => answer.mpfr));
  console.error(`measured against ${answers[0]?.versions ?? python}`);
  const name = `tanh network of ${String(size.gates)} gates, ${String(DIGITS)} digits`;
  return [
    { name: `${name}: time per point`, value: us * 1e6, unit: 'µs' },
    { name: `${name}: time per point, mpmath`, value: mpmath * 1e6, unit: 'µs' },
    { name: `${name}: faster than mpmath by`, value: mpmath / us, unit: '×', target: '> 1' },
    { name: `${name}: faster than gmpy2 (MPFR numbers) by`, value: mpfr / us, unit: '×' },
  ];
}

const { binding } = await init();

/** MPFR's function at some points, over and over: operands and result are made once. */
function overMpfr(name: 'exp' | 'log', bits: number, points: readonly string[]): () => void {
  const operands = points.map((text) => {
    const address = binding.mpfr_t();
    binding.mpfr_init2(address, bits);
    const copy = binding.malloc_cstr(text);
    binding.mpfr_set_str(address, copy, 10, mpfr_rnd_t.MPFR_RNDN);
    binding.free(copy);
    return address;
  });
  const result = binding.mpfr_t();
  binding.mpfr_init2(result, bits);
  const compute = binding[`mpfr_${name}`];
  return () => {
    for (const operand of operands) compute(result, operand, mpfr_rnd_t.MPFR_RNDN);
  };
}

/** One function at one precision, at points between ½ and 4 whose digits do not end. */
function elementary(name: 'exp' | 'log', digits: number): readonly Measurement[] {
  const bits = Math.ceil(digits * Math.log2(10));
  const points = [4n, 9n, 12n, 19n, 24n].map((n) => formatDecimal(makeRational(n, 7n), digits));
  const B = bigfloat(bits);
  const D = Decimal.clone({ precision: digits, defaults: true });
  const ours = points.map((text) => B.constant(parseNumeral(text)));
  const decimals = points.map((text) => new D(text));
  const [us = NaN, mpfr = NaN] = quartiles([() => ours.forEach((x) => B[name](x)), overMpfr(name, bits, points)]);
  // decimal.js takes up to a fifth of a second for one value of 1000 digits: few turns, of one call each.
  const call = () => decimals.forEach((x) => (name === 'exp' ? x.exp() : x.ln()));
  const [decimal = NaN] = quartiles([call], Math.ceil(4000 / digits), 0);
  const title = `${name}, ${String(digits)} digits`;
  return [
    { name: `${title}: time`, value: (us / points.length) * 1e6, unit: 'µs' },
    { name: `${title}: faster than MPFR in WebAssembly by`, value: mpfr / us, unit: '×' },
    { name: `${title}: faster than decimal.js by`, value: decimal / us, unit: '×' },
  ];
}

/** Measures and returns all figures; those against Python only where it has the packages. */
export function run(): Promise<readonly Measurement[]> {
  const python = findPython();
  if (python === undefined) {
    console.error(
      'skipped: no Python with mpmath and gmpy2; on Debian, apt-get install python3-mpmath python3-gmpy2 brings them',
    );
  }
  const functions = (['log', 'exp'] as const).flatMap((name) => [100, 1000].flatMap((d) => elementary(name, d)));
  return Promise.resolve([...(python === undefined ? [] : network(python)), ...functions]);
}

await printIfMain(import.meta.url, run);

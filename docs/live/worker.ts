/** The page's computations, beside its own thread. */
import {
  bigfloat,
  construct,
  defaultDomain,
  type Domain,
  type ErrorEvaluator,
  errorFunction,
  type ErrorEstimate,
  estimateError,
  findTarget,
  gpuEvaluator,
  log2Of,
  makeRational,
  listTargets,
  methodsFor,
  parseNumeral,
  type Rational,
  rationals,
  rationalToNumber,
  requestGpu,
  singleThread,
} from '../../src/index.ts';
import type { Answer, Request } from './messages.ts';

const post = (answer: Answer): void => {
  postMessage(answer);
};

/** The targets of the catalog that have a construction, with their methods. */
const targets: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  listTargets()
    .map(({ example }) => [example, methodsFor(findTarget(example)).map(({ name }) => name)] as const)
    .filter(([, methods]) => methods.length > 0),
);
const CURVE_POINTS = 480;
const LADDER_POINTS = 400;

async function evaluator(): Promise<ErrorEvaluator> {
  // Browsers without WebGPU have no such property.
  const { gpu } = navigator as { readonly gpu?: GPU };
  const access = gpu && (await requestGpu(gpu));
  const renew = (): ReturnType<typeof requestGpu> => (gpu ? requestGpu(gpu) : Promise.resolve(undefined));
  return access ? gpuEvaluator({ gpu: access, renew }) : singleThread;
}

const log10 = (value: Rational): number =>
  value.numerator === 0n ? -Infinity : log2Of(value) * Math.LOG10E * Math.LN2;

/** |e| at equal distances, the ends left out, with enough bits for an error far below ε. */
function curve(
  request: Parameters<typeof errorFunction>[0],
  domain: Domain,
  eps: Rational,
): readonly (readonly [number, number])[] {
  const F = bigfloat(96 + Math.ceil(-1.2 * log2Of(eps)));
  const error = errorFunction(request, F.bits);
  const width = rationals.sub(domain.upper, domain.lower);
  return Array.from({ length: CURVE_POINTS }, (_, i) => {
    const x = rationals.add(
      domain.lower,
      rationals.mul(width, makeRational(BigInt(2 * i + 1), BigInt(2 * CURVE_POINTS))),
    );
    return [rationalToNumber(x), log10(F.toRational(error(F.constant(x))))] as const;
  });
}

/** Accuracies from 1e-2 on, each the square of the last, up to ε. */
function accuracies(eps: Rational): readonly string[] {
  const digits = Math.max(2, Math.round(-log10(eps)));
  const list: number[] = [];
  for (let d = 2; d < digits; d *= 2) list.push(d);
  return [...list, digits].map((d) => `1e-${String(d)}`);
}

async function answer({ target: name, method, eps: text, points }: Request, runner: ErrorEvaluator): Promise<void> {
  const target = findTarget(name);
  const domain = defaultDomain(name);
  const eps = parseNumeral(text);
  const built = construct(target, { eps, domain, method });
  const size = Object.entries(built.size).map(([measure, value]) => [measure, String(value)] as const);
  post({ kind: 'built', method: built.method, bound: built.bound, size });
  const measure = (circuit: typeof built.circuit, accuracy: Rational, count: number): Promise<ErrorEstimate> =>
    estimateError({ circuit, target, domain, eps: accuracy, points: count, evaluator: runner });
  const { error, at, arithmetic, seconds } = await measure(built.circuit, eps, points);
  const rows = [
    ['error', error],
    ['at x =', at],
    ['proven bound', built.bound],
    ['points', String(points)],
    ['arithmetic', arithmetic],
    ['seconds', seconds.toFixed(2)],
  ] as const;
  post({ kind: 'estimate', rows, device: runner.device });
  post({ kind: 'curve', points: curve({ circuit: built.circuit, target, relative: false }, domain, eps) });
  // All methods at once: a graphics processor takes their circuits together.
  for (const accuracy of accuracies(eps)) {
    const value = parseNumeral(accuracy);
    await Promise.all(
      methodsFor(target).map(async ({ name: other }) => {
        const rival = construct(target, { eps: value, domain, method: other });
        const estimate = await measure(rival.circuit, value, LADDER_POINTS);
        const rung = {
          method: other,
          eps: accuracy,
          gates: rival.size.gates,
          error: log10(parseNumeral(estimate.error)),
        };
        if (Number.isFinite(rung.error)) post({ kind: 'rung', rung });
      }),
    );
  }
  post({ kind: 'done' });
}

const runner = await evaluator();
let work = Promise.resolve();
addEventListener('message', ({ data }: MessageEvent<Request>) => {
  work = work
    .then(() => answer(data, runner))
    .catch((error: unknown) => {
      post({ kind: 'fault', message: error instanceof Error ? error.message : String(error) });
    });
});
post({
  kind: 'ready',
  device: runner.device,
  targets,
});

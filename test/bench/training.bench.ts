/**
 * Training the compositional networks of x³ (width 4, five hidden layers, 500 points, full batch, Adam, double precision): time per
 * model and epoch on one thread, against PyTorch, one model at a time (eager) and thirty at once (batched).
 *
 * PyTorch starts from the same networks, and its errors after the epochs must be ours. Processor time on both sides, lower
 * quartile of the rounds, because other programs may be running; wall-clock time for the whole experiment.
 */
import { spawnSync } from 'node:child_process';
import {
  createGradientEngine,
  createRandomSource,
  createTrainer,
  layoutOf,
  type Parameterisation,
  PUBLISHED_CURVES,
  PUBLISHED_SETTINGS,
  MODEL_KINDS,
  randomPeaks,
  rawWeights,
  readCurve,
  runExperiment,
  wavePeaks,
} from '../../src/training/index.ts';
import { parallelTraining } from '../../src/training/parallel-node.ts';
import type { Measurement } from './report.ts';
import { lowerQuartile, printIfMain } from './timing.ts';

const MODELS = 30;
/** Epochs of a stage of the experiment, whose time is measured, and epochs after which both must have learnt the same. */
const EPOCHS = 1000;
const SHARED_EPOCHS = 100;
const TORCH_EPOCHS = 25;
const ROUNDS = 12;

const layout = layoutOf([1, 4, 4, 4, 4, 4, 1]);
const curve = readCurve('x^3', 500);
const engine = createGradientEngine(layout, curve.samples);
const starts = Array.from({ length: MODELS }, (_, index) => randomPeaks(6, createRandomSource(1, 4, index)));

/** The peaks with ratios by the rule, as they are pretrained. */
const tied = (index: number): Parameterisation => wavePeaks(layout, starts[index] ?? [], 'difference', false);

/** The weights that these peaks encode, all of which move. */
function raw(index: number): Parameterisation {
  const weights = new Float64Array(layout.size);
  tied(index).write(weights);
  return rawWeights(weights, () => true);
}

/** Microseconds per model and epoch, and the errors after the epochs. */
function train(make: (index: number) => Parameterisation, epochs: number): { time: number; errors: readonly number[] } {
  const trainers = starts.map((_, index) =>
    createTrainer({
      layout,
      samples: curve.samples,
      engine,
      parameterisation: make(index),
      learningRate: PUBLISHED_SETTINGS.learningRate,
    }),
  );
  const start = process.cpuUsage();
  const errors = trainers.map((trainer) => trainer.run(epochs).mse);
  const { user, system } = process.cpuUsage(start);
  return { time: (user + system) / (MODELS * epochs), errors };
}

/** Where Debian's packages are found when another Python comes first. */
const INTERPRETERS = ['python3', '/usr/bin/python3'];
const findPython = (): string | undefined =>
  INTERPRETERS.find((command) => spawnSync(command, ['-c', 'import torch']).status === 0);

/** What the Python program prints: microseconds per model and epoch, and errors. */
interface TorchAnswer {
  readonly versions: string;
  readonly batched: Readonly<Record<'raw' | 'tied', number>>;
  readonly eager: Readonly<Record<'raw' | 'tied', number>>;
  readonly errors: Readonly<Record<'raw' | 'tied', readonly number[]>>;
}

const program = (): string => `import json, time
import torch
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
peaks = torch.tensor(${JSON.stringify(starts)})
x = torch.arange(500) / 499
y = x ** 3

def encode(a):
    # Matrices of the compositional networks of peaks a[model][layer], layer by layer.
    n = a.shape[0]
    zero, one = torch.zeros(n), torch.ones(n)
    s = [a[:, 0] * a[:, 1]] + [(1 - a[:, i]) * a[:, i + 1] for i in range(1, 5)]
    layers = [(torch.stack([one, one, one, zero], 1).unsqueeze(2), torch.stack([zero, zero, -a[:, 0], one], 1))]
    for i in range(5):
        up, down = s[i] / a[:, i], -s[i] / (a[:, i] - a[:, i] ** 2)
        first = torch.stack([one, -up, -down, zero], 1)
        if i == 4:
            layers.append((first.unsqueeze(1), torch.zeros(n, 1)))
        else:
            rows = [first, torch.stack([zero, up, down, zero], 1), torch.stack([zero, up, down, -s[i] * a[:, i + 1]], 1),
                    torch.stack([zero, zero, zero, s[i]], 1)]
            layers.append((torch.stack(rows, 1), torch.zeros(n, 4)))
    return layers

# Three ways to apply a layer to all models; which one is fastest depends on the BLAS that PyTorch was built with.
forms = {
    "baddbmm": lambda w, b, h: torch.baddbmm(b.unsqueeze(2), w, h),
    "matmul": lambda w, b, h: torch.matmul(w, h) + b.unsqueeze(2),
    "broadcast": lambda w, b, h: (w.unsqueeze(3) * h.unsqueeze(1)).sum(2) + b.unsqueeze(2),
}

def errors_of(layers, apply):
    h = x.expand(layers[0][0].shape[0], 1, 500)
    for k, (w, b) in enumerate(layers):
        h = apply(w, b, h)
        if k < len(layers) - 1:
            h = torch.relu(h)
    return ((h.squeeze(1) - y) ** 2).mean(1)

def train(kind, a, epochs, form="baddbmm"):
    apply = forms[form]
    if kind == "raw":
        layers = [(w.clone().requires_grad_(), b.clone().requires_grad_()) for w, b in encode(a)]
        parameters = [p for layer in layers for p in layer]
        build = lambda: layers
    else:
        own = a.clone().requires_grad_()
        parameters = [own]
        build = lambda: encode(own)
    optimiser = torch.optim.Adam(parameters, lr=${String(PUBLISHED_SETTINGS.learningRate)}, foreach=True)
    start = time.process_time()
    for _ in range(epochs):
        optimiser.zero_grad(set_to_none=True)
        errors_of(build(), apply).sum().backward()
        optimiser.step()
        if kind == "tied":
            with torch.no_grad():
                own.clamp_(0.01, 0.99)
    seconds = time.process_time() - start
    with torch.no_grad():
        return seconds / (epochs * a.shape[0]) * 1e6, errors_of(build(), apply).tolist()

def quartile(kind, a, form):
    train(kind, a, 10, form)
    return sorted(train(kind, a, ${String(TORCH_EPOCHS)}, form)[0] for _ in range(${String(ROUNDS)}))[${String(ROUNDS)} // 4]

answer = {"versions": f"PyTorch {torch.__version__}", "batched": {}, "eager": {}, "errors": {}}
for kind in ["raw", "tied"]:
    answer["batched"][kind] = min(quartile(kind, peaks, form) for form in forms)
    answer["eager"][kind] = min(quartile(kind, peaks[:1], form) for form in forms)
    answer["errors"][kind] = train(kind, peaks, ${String(SHARED_EPOCHS)})[1]
print(json.dumps(answer))
`;

function runTorch(command: string): TorchAnswer {
  const { status, stdout, stderr } = spawnSync(command, ['-'], { input: program(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench: expected ${command} to train, got ${stderr.trim()}`);
  return JSON.parse(stdout) as TorchAnswer;
}

/** Both must have learnt the same; a model whose rounding at x = 1 fell to the other side of a bend may differ. */
function checkAgreement(ours: readonly number[], theirs: readonly number[]): void {
  const near = ours.filter((mse, k) => Math.abs(mse / (theirs[k] ?? 0) - 1) < 1e-6);
  if (near.length < 0.8 * MODELS) {
    throw new Error(
      `bench: expected the errors of PyTorch, got them for ${String(near.length)} of ${String(MODELS)} models`,
    );
  }
}

/** The whole experiment on the worker pool. */
async function fullExperiment(): Promise<number> {
  const pool = parallelTraining();
  try {
    const start = performance.now();
    await runExperiment({ ...PUBLISHED_SETTINGS, curves: PUBLISHED_CURVES, kinds: MODEL_KINDS }, { executor: pool });
    return (performance.now() - start) / 1000;
  } finally {
    await pool.close();
  }
}

/** Time per model and epoch, ours and PyTorch's, and the whole experiment. */
export async function run(): Promise<readonly Measurement[]> {
  const kinds = { raw, tied } as const;
  const python = findPython();
  if (python === undefined) {
    console.error('training.bench: skipped PyTorch, which is not installed (Debian: apt-get install python3-torch)');
  }
  const theirs = python === undefined ? undefined : runTorch(python);
  if (theirs !== undefined) console.error(`training.bench: ${theirs.versions}, one thread`);
  const figures: Measurement[] = [];
  for (const kind of ['raw', 'tied'] as const) {
    const shared = train(kinds[kind], SHARED_EPOCHS);
    const runs = Array.from({ length: ROUNDS }, () => train(kinds[kind], EPOCHS));
    const own = lowerQuartile(runs.map(({ time }) => time));
    figures.push({ name: `${kind}: time per model and epoch`, value: own, unit: 'µs', target: '≤ 15' });
    if (theirs === undefined) continue;
    checkAgreement(shared.errors, theirs.errors[kind]);
    figures.push(
      { name: `${kind}: time per model and epoch, PyTorch batched`, value: theirs.batched[kind], unit: 'µs' },
      { name: `${kind}: time per model and epoch, PyTorch eager`, value: theirs.eager[kind], unit: 'µs' },
      { name: `${kind}: faster than PyTorch batched by`, value: theirs.batched[kind] / own, unit: '×', target: '> 1' },
      { name: `${kind}: faster than PyTorch eager by`, value: theirs.eager[kind] / own, unit: '×', target: '> 1' },
    );
  }
  const seconds = await fullExperiment();
  figures.push({
    name: 'experiment: 4 curves, 6 kinds, 30 models, 1000 epochs a stage',
    value: seconds,
    unit: 's',
    target: '≤ 300',
  });
  return figures;
}

await printIfMain(import.meta.url, run);

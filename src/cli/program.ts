/** The command line: what each command takes, with help that teaches by example. */
import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { MAX_FILE_BYTES } from '../circuits/file-node.ts';
import { smoothActivations } from '../constructions/gates/carrying.ts';
import type { CertifyOptions } from './commands/certify.ts';
import type { CheckOptions } from './commands/check.ts';
import type { ConstructOptions } from './commands/construct.ts';
import type { EvalOptions } from './commands/eval.ts';
import type { ExportOptions } from './commands/export.ts';
import type { MeasureOptions } from './commands/measure.ts';
import type { MinimaxOptions } from './commands/minimax.ts';
import type { PlotOptions } from './commands/plot.ts';
import type { ProofsOptions } from './commands/proofs.ts';
import type { RationalizeOptions } from './commands/rationalize.ts';
import type { SmoothOptions } from './commands/smooth.ts';
import type { TrainOptions } from './commands/train.ts';
import type { TriangleOptions } from './commands/triangle.ts';
import type { VerifyOptions } from './commands/verify.ts';
import type { CommonOptions } from './output.ts';
import { EXIT } from './failure.ts';
import {
  readBox,
  readBytes,
  readDomain,
  readEps,
  readEpsList,
  readMaxWeight,
  readFactors,
  readGap,
  readNumbers,
  readPositive,
  readRate,
  readSeconds,
  readTightness,
  readType,
  wholeNumber,
} from './options.ts';
import { version } from './version.ts';

const NETWORK_HELP = 'a file, or an expression in x such as "1/(1+25*x^2)"';
const TARGET_HELP = 'a target of the catalog, an expression in x, a file of a dense network, or a layer';
const MOST_POINTS = 1e9;

/** Whatever commander would say on standard error is thrown as well, and main says it in one line. */
const SILENT = { writeErr: () => undefined, outputError: () => undefined };

/** Options of every command. */
function common(command: Command): Command {
  return command
    .option('--json', 'one JSON object on standard output')
    .option('--quiet', 'no progress and no remarks')
    .exitOverride()
    .configureOutput(SILENT);
}

const example = (text: string): string => `\nExamples:\n${text.trim().replace(/^ */gm, '  $ ')}\n`;

const maxSize = (): Option =>
  new Option('--max-size <size>', 'size limit of files').argParser(readBytes).default(MAX_FILE_BYTES, '256MiB');
const domain = (): Option => new Option('--domain <a,b>', 'the interval, for instance -1,1').argParser(readDomain);
const seed = (what = 'seed of the random points'): Option =>
  new Option('--seed <n>', what).argParser(wholeNumber(0, 2 ** 31)).default(1);
const threads = (): Option =>
  new Option('--threads <n>', 'worker threads (default: one per core)').argParser(wholeNumber(1, 1024));

function addConstruct(program: Command): void {
  common(program.command('construct'))
    .summary('a rational circuit for a target within an accuracy, with its sizes')
    .description('Construct a rational circuit whose uniform error on the domain is proven to be at most eps.')
    .argument('<target>', 'a target of the catalog, a layer (loglog list methods) or an expression in x')
    .addOption(new Option('--eps <e>', 'accuracy in (0,1)').argParser(readEps).makeOptionMandatory())
    .option(
      '--method <name>',
      'a method of the target, minimax, chebyshev-pade, pade or aaa for a single rational function, or auto for the smallest of all',
      'auto',
    )
    .addOption(domain())
    .addOption(
      new Option('--optimize <measure>', 'what methods and parameters are chosen for')
        .choices(['gates', 'nodes', 'depth'])
        .default('gates'),
    )
    .option('--shorten', 'shorten the plan by measurement: fewer gates, but no proven bound')
    .option('-o, --output <file>', 'write the circuit to a file')
    .addHelpText(
      'after',
      example(`
      loglog construct gelu-tanh --eps 1e-16 --method coupled -o gelu.json
      loglog construct gelu-tanh --eps 1e-16 --method minimax
      loglog construct exp --eps 1e-30 --domain 0,1 --method pade
      loglog construct root:3 --eps 1e-40 --domain 1/8,1 --json
      loglog construct tanh --eps 1e-100 --domain -6,6
      loglog construct gelu-tanh --eps 1e-100 --optimize depth
      loglog construct softmax:3 --eps 1e-6 -o softmax.json`),
    )
    .action(async (target: string, options: ConstructOptions) => {
      const { runConstruct } = await import('./commands/construct.ts');
      await runConstruct(target, options);
    });
}

function addEval(program: Command): void {
  common(program.command('eval'))
    .summary('values of a target, an expression or a network file, all digits correct')
    .description('Evaluate with every digit correct (rounded to nearest).')
    .argument('<what>', 'a target, a layer, an expression in x, or a network file')
    .addOption(new Option('--at <x,...>', 'points, read exactly').argParser(readNumbers).makeOptionMandatory())
    .addOption(new Option('--digits <d>', 'significant digits').argParser(wholeNumber(1, 1_000_000)).default(20))
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog eval gelu-tanh --at 0.5 --digits 1000
      loglog eval root:7 --at 2,3/5
      loglog eval "exp(-x^2)" --at 0.1 --json
      loglog eval softmax:3 --at 1,2,3`),
    )
    .action(async (what: string, options: EvalOptions) => {
      const { runEval } = await import('./commands/eval.ts');
      await runEval(what, options);
    });
}

function addMeasure(program: Command): void {
  common(program.command('measure'))
    .summary('estimate of the uniform error of a network: the largest sampled error')
    .description(
      'Estimate the uniform error of a network against a target: the largest sampled error, and where. A lower bound; it proves nothing between the samples.',
    )
    .argument('<network>', NETWORK_HELP)
    .requiredOption('--target <target>', TARGET_HELP)
    .addOption(domain())
    .addOption(new Option('--points <n>', 'sample points').argParser(wholeNumber(2, MOST_POINTS)).default(2000))
    .addOption(
      new Option('--digits <d>', 'working precision in digits (default: chosen from the error)').argParser(
        wholeNumber(5, 1_000_000),
      ),
    )
    .addOption(seed())
    .option('--relative', 'measure |f - R|/|f|')
    .addOption(new Option('--backend <name>', 'where to evaluate').choices(['cpu', 'webgpu', 'auto']).default('auto'))
    .addOption(
      new Option('--arithmetic <name>', 'of the search on a graphics processor; floats are tested first, and refused')
        .choices(['limbs', 'double-float', 'float32'])
        .default('limbs'),
    )
    .addOption(threads())
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog measure gelu.json --target gelu-tanh --domain -1,1
      loglog measure "x*(15+x^2)/(15+6*x^2)" --target tanh --points 100000
      loglog measure gelu.json --target gelu-tanh --points 1000000 --backend webgpu
      loglog measure softmax.json --target softmax:3`),
    )
    .action(async (network: string, options: MeasureOptions) => {
      const { isLayerName } = await import('../functions/layers.ts');
      const run = isLayerName(options.target)
        ? (await import('./commands/measure-layer.ts')).runMeasureLayer
        : (await import('./commands/measure.ts')).runMeasure;
      await run(network, options);
    });
}

function addSize(program: Command): void {
  common(program.command('size'))
    .summary('the size measures of a network')
    .description('Count a network in every size measure: gates, nodes, depth, parameters, their layered forms, degree.')
    .argument('<network>', NETWORK_HELP)
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog size gelu.json
      loglog size "1/(1+25*x^2)" --json`),
    )
    .action(async (network: string, options: CommonOptions & { readonly maxSize: number }) => {
      const { runSize } = await import('./commands/size.ts');
      await runSize(network, options);
    });
}

function addCertify(program: Command): void {
  common(program.command('certify'))
    .summary('bound of the uniform error of a network: an interval proven to contain it')
    .description(
      'Enclose the uniform error of a network against a target, with a certificate that anyone can re-check. Exit code 0: proved, 1: a pole on the domain (or the claim is false), 3: unknown.',
    )
    .argument('<network>', NETWORK_HELP)
    .requiredOption('--target <target>', TARGET_HELP)
    .addOption(domain())
    .addOption(
      new Option('--tightness <t>', 'upper/lower to reach (default: 1.05, for layers 1.25)').argParser(readTightness),
    )
    .option('--relative', 'bound |f - R|/|f|')
    .addOption(new Option('--claim <e>', 'a bound to be decided: is the error at most e?').argParser(readPositive))
    .addOption(
      new Option('--max-seconds <s>', 'time after which the answer is unknown').argParser(readSeconds).default(600),
    )
    .addOption(new Option('--max-bits <b>', 'highest precision').argParser(wholeNumber(64, 2 ** 22)).default(2 ** 18))
    .addOption(threads())
    .option('-o, --output <file>', 'write the certificate to a file')
    .option('--resume', 'continue an interrupted run that had the same -o')
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog certify gelu.json --target gelu-tanh -o gelu.cert.json
      loglog certify "x^2+1/8" --target abs --tightness 1.001
      loglog certify softmax.json --target softmax:3 --domain -1,1
      loglog certify root.json --target root:3 --domain 1/8,1 --relative --json`),
    )
    .action(async (network: string, options: CertifyOptions) => {
      const { isLayerName } = await import('../functions/layers.ts');
      const run = isLayerName(options.target)
        ? (await import('./commands/certify-layer.ts')).runCertifyLayer
        : (await import('./commands/certify.ts')).runCertify;
      process.exitCode = await run(network, options);
    });
}

function addCheck(program: Command): void {
  common(program.command('check'))
    .summary('re-verify a certificate by itself, without the search that found it')
    .description(
      'Re-verify a certificate. Exit code 0: its bound is proved, 1: refuted, 3: it does not prove its claim.',
    )
    .argument('<certificate>', 'a file written by certify')
    .addOption(threads())
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog check gelu.cert.json
      loglog check gelu.cert.json --json`),
    )
    .action(async (file: string, options: CheckOptions) => {
      const { runCheck } = await import('./commands/check.ts');
      process.exitCode = await runCheck(file, options);
    });
}

function addExport(program: Command): void {
  common(program.command('export'))
    .summary('a network in another format: json, latex, onnx, wgsl')
    .description(
      'Write a network in another format. json and latex keep the weights exactly; onnx rounds them to doubles and wgsl to 32-bit floats, so nothing is proven of those.',
    )
    .argument('<network>', NETWORK_HELP)
    .addOption(
      new Option('--format <name>', 'the format').choices(['json', 'latex', 'onnx', 'wgsl']).makeOptionMandatory(),
    )
    .requiredOption('-o, --output <file>', 'where to write')
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog export "x*(15+x^2)/(15+6*x^2)" --format latex -o tanh.tex
      loglog export gelu.json --format wgsl -o gelu.wgsl`),
    )
    .action(async (network: string, options: ExportOptions) => {
      const { runExport } = await import('./commands/export.ts');
      await runExport(network, options);
    });
}

function addSmooth(program: Command): void {
  common(program.command('smooth'))
    .summary('a network of a smooth activation, or of ReLU, close to a rational network')
    .description(
      'Turn a rational network into a network of another activation, within eps of it on the domain: proven, with the weights as written.',
    )
    .argument('<network>', NETWORK_HELP)
    .requiredOption('--activation <name>', [...smoothActivations, 'relu'].join(', '))
    .addOption(new Option('--eps <e>', 'accuracy in (0,1)').argParser(readEps).makeOptionMandatory())
    .addOption(domain())
    .addOption(
      new Option(
        '--method <name>',
        'gates: products and reciprocals one by one; differences: one hidden layer, for one input',
      )
        .choices(['gates', 'differences'])
        .default('gates'),
    )
    .addOption(new Option('--max-weight <w>', 'largest weight, at least 2 (default: any)').argParser(readMaxWeight))
    .option('-o, --output <file>', 'write the network to a file')
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog smooth "1/(1+25*x^2)" --activation gelu-tanh --eps 1e-12 -o runge.json
      loglog smooth "1/(1+25*x^2)" --activation gelu-tanh --eps 1e-12 --max-weight 4
      loglog smooth "(x+2)/(x^2+1)" --activation relu --eps 1e-6 --json`),
    )
    .action(async (network: string, options: SmoothOptions) => {
      const { runSmooth } = await import('./commands/smooth.ts');
      await runSmooth(network, options);
    });
}

function addMinimax(program: Command): void {
  common(program.command('minimax'))
    .summary('best rational approximation of a type, with proven bounds of the best error')
    .description(
      'Find the rational function of type (m,n) with the least uniform error, and enclose that error: from below by alternation, from above by a certificate. Exit code 0: enclosed within the gap, 3: not.',
    )
    .argument('<target>', 'a target of the catalog or an expression in x')
    .addOption(
      new Option('--type <m,n>', 'degrees of numerator and denominator').argParser(readType).makeOptionMandatory(),
    )
    .addOption(domain())
    .option('--relative', 'approximate in the relative error |f - R|/|f|')
    .addOption(new Option('--gap <g>', 'upper/lower - 1 to reach (default: 1e-8)').argParser(readGap))
    .addOption(
      new Option('--digits <d>', 'digits of the coefficients (default: as few as the gap admits)').argParser(
        wholeNumber(1, 10_000),
      ),
    )
    .addOption(
      new Option('--max-seconds <s>', 'time for the search, and again for the proof')
        .argParser(readSeconds)
        .default(600),
    )
    .addOption(threads())
    .option('-o, --output <file>', 'write the circuit to a file')
    .option('--certificate <file>', 'write the certificate of the upper bound to a file')
    .addHelpText(
      'after',
      example(`
      loglog minimax exp --type 3,3
      loglog minimax abs --type 8,8 --gap 1e-6 -o abs.json
      loglog minimax "1/(1+x^2)" --type 0,2 --json`),
    )
    .action(async (target: string, options: MinimaxOptions) => {
      const { runMinimax } = await import('./commands/minimax.ts');
      process.exitCode = await runMinimax(target, options);
    });
}

function addRationalize(program: Command): void {
  common(program.command('rationalize'))
    .summary('a rational network in place of a dense one, within an accuracy')
    .description(
      'Replace every activation of a dense network by a rational circuit, so that the outputs are proven to differ by at most eps on a box of inputs.',
    )
    .argument('<network>', 'a file of a dense network with activations of the catalog')
    .addOption(new Option('--eps <e>', 'accuracy in (0,1)').argParser(readEps).makeOptionMandatory())
    .addOption(
      new Option('--domain <a,b>', 'the interval of every input, or one for each: a,b;c,d (default: -1,1)').argParser(
        readBox,
      ),
    )
    .option('--method <name>', 'a method for the activations that have it, or auto for the fewest gates', 'auto')
    .addOption(
      new Option('--points <n>', 'sample points of the estimate').argParser(wholeNumber(2, MOST_POINTS)).default(256),
    )
    .addOption(seed())
    .option('-o, --output <file>', 'write the network to a file')
    .option('--certificate <file>', 'certify the difference (up to four inputs) and write the certificate to a file')
    .addOption(
      new Option('--max-seconds <s>', 'time after which the certificate is given up')
        .argParser(readSeconds)
        .default(600),
    )
    .addOption(threads())
    .addOption(maxSize())
    .addHelpText(
      'after',
      example(`
      loglog rationalize network.json --eps 1e-8 -o rational.json
      loglog rationalize network.json --eps 1e-30 --domain "-1,1;0,5" --json`),
    )
    .action(async (network: string, options: RationalizeOptions) => {
      const { runRationalize } = await import('./commands/rationalize.ts');
      process.exitCode = await runRationalize(network, options);
    });
}

function addList(program: Command): void {
  common(program.command('list'))
    .summary('targets, methods and statements, one line each')
    .description('List what there is, one line each, with its reference.')
    .argument('[kind]', 'targets, methods or statements')
    .addHelpText(
      'after',
      example(`
      loglog list
      loglog list methods --json`),
    )
    .action(async (kind: string | undefined, options: CommonOptions) => {
      const { runList } = await import('./commands/list.ts');
      runList(kind, options);
    });
}

function addVerify(program: Command): void {
  common(program.command('verify'))
    .summary('verify statements, print the table and write the report')
    .description(
      'Verify statements (default: all) for a ladder of accuracies and write the report: report.html, results.json, results.csv, table.tex, figures, networks, certificates.',
    )
    .argument('[id...]', 'statements (loglog list statements)')
    .addOption(
      new Option('--eps <list>', 'accuracies, for instance 1e-4,1e-16 (default: 1e-2 to 1e-512)').argParser(
        readEpsList,
      ),
    )
    .option('--out <dir>', 'directory of the report', 'loglog-results')
    .option('--resume', 'keep what an interrupted run has finished')
    .addOption(
      new Option('--points <n>', 'sample points for each error').argParser(wholeNumber(2, MOST_POINTS)).default(1000),
    )
    .addOption(
      new Option('--certify-seconds <s>', 'time for the certificate of each network; 0 for none')
        .argParser(wholeNumber(0, 1e6))
        .default(60),
    )
    .addOption(seed())
    .addOption(threads())
    .addHelpText(
      'after',
      example(`
      loglog verify
      loglog verify lemma-1.2 --eps 1e-8,1e-64,1e-512 --out log-report
      loglog verify --resume`),
    )
    .action(async (ids: string[], options: VerifyOptions) => {
      const { runVerify } = await import('./commands/verify.ts');
      process.exitCode = await runVerify(ids, options);
    });
}

function addProofs(program: Command): void {
  common(program.command('proofs'))
    .summary('re-check the certificates beside the proofs of the statements')
    .description(
      'Re-check the written proofs and certificates of statements: fails if one is missing, is not about the network that the construction gives today, or does not prove what is said of it.',
    )
    .argument('[id...]', 'statements (loglog list statements)')
    .option('--dir <dir>', 'directory of the proofs', 'proofs')
    .option('--write', 'certify the networks anew and write their certificates')
    .addOption(threads())
    .addHelpText(
      'after',
      example(`
      loglog proofs
      loglog proofs lemma-1.1 --json`),
    )
    .action(async (ids: string[], options: ProofsOptions) => {
      const { runProofs } = await import('./commands/proofs.ts');
      process.exitCode = await runProofs(ids, options);
    });
}

function addPlot(program: Command): void {
  common(program.command('plot'))
    .summary('error-versus-size figure from recorded results')
    .description('Draw the figure of a statement from the results that verify has recorded.')
    .argument('<id>', 'a statement (loglog list statements)')
    .requiredOption('-o, --output <file>', 'FILE.svg, FILE.pdf or FILE.png')
    .option('--from <dir>', 'directory of the results', 'loglog-results')
    .addOption(
      new Option('--kind <kind>', 'error against size, or size against log₂ log₂(1/ε)')
        .choices(['error', 'size'])
        .default('error'),
    )
    .option('--target <target>', 'one target only; the sizes of frontier then show the extrapolated crossings')
    .addHelpText(
      'after',
      example(`
      loglog plot theorem-3.1-upper -o figure.pdf
      loglog plot frontier --kind size --target tanh -o frontier.png`),
    )
    .action(async (id: string, options: PlotOptions) => {
      const { runPlot } = await import('./commands/plot.ts');
      await runPlot(id, options);
    });
}

function addTriangle(program: Command): void {
  common(program.command('triangle'))
    .summary('a sum of triangle waves: factors, bends, ReLU network, distance to its limit')
    .description(
      'Compose triangle functions with the peaks given and sum the waves: scaling factors, exact bends, the ReLU network, the exact distance to the limit.',
    )
    .addOption(new Option('--a <a0,...>', 'peaks in (0,1), read exactly').argParser(readNumbers).makeOptionMandatory())
    .addOption(
      new Option('--depth <n>', 'number of waves; the last peak is repeated (default: as many as peaks)').argParser(
        wholeNumber(1, 16),
      ),
    )
    .addOption(
      new Option('--sum <s0,...>', 'factors, continued by the rule; or rule, for slope 0 at one end')
        .argParser(readFactors)
        .default('rule'),
    )
    .addOption(
      new Option('--form <name>', 'what the network computes: F, x + F or x - F')
        .choices(['waves', 'sum', 'difference'])
        .default('waves'),
    )
    .option('--target <target>', 'prove the uniform error of the network against a target on [0,1]')
    .option('--verify', 'check the statements about waves for these peaks, exactly')
    .option('-o, --output <file>', 'write the network to a file')
    .addHelpText(
      'after',
      example(`
      loglog triangle --a 1/2 --depth 6 --form difference --target x^2
      loglog triangle --a 0.62,0.61,0.58,0.7 --form difference --target x^3 -o cube.json
      loglog triangle --a 1/3,1/4 --sum 1/4 --json
      loglog triangle --a 0.1,0.9,0.2,0.7 --verify`),
    )
    .action(async (options: TriangleOptions) => {
      const { runTriangle } = await import('./commands/triangle.ts');
      process.exitCode = await runTriangle(options);
    });
}

function addTrain(program: Command): void {
  const rate = (flags: string, what: string): Option => new Option(flags, what).argParser(readRate).default(1e-3);
  common(program.command('train'))
    .summary('the training experiment with triangle-wave networks')
    .description(
      'Train small ReLU networks on a curve on [0,1], from default and from compositional starts, with and without pretraining of the peaks.',
    )
    .argument('<experiment>', 'triangle')
    .option('--curve <expr>', 'a target or an expression in x (default: x^3)')
    .option('--kind <name>', 'default, default-relu-output, rai, no-pretraining, free or tied (default: all)')
    .option('--all', 'all kinds for the four curves of the paper')
    .addOption(new Option('--models <n>', 'models of each kind').argParser(wholeNumber(1, 100_000)).default(30))
    .addOption(new Option('--epochs <n>', 'epochs of each stage').argParser(wholeNumber(1, 10_000_000)).default(1000))
    .addOption(rate('--learning-rate <lr>', 'of the raw weights'))
    .addOption(rate('--pretraining-learning-rate <lr>', 'of the peaks'))
    .addOption(new Option('--stage <name>', 'how far to go').choices(['pretraining', 'all']).default('all'))
    .addOption(seed('seed of the starts'))
    .addOption(new Option('--points <n>', 'points of the curve').argParser(wholeNumber(3, 100_000)).default(500))
    .addOption(new Option('--depth <n>', 'hidden layers of 4 neurons').argParser(wholeNumber(1, 24)).default(5))
    .option('--train-biases', 'train the biases of all layers of compositional networks, not of the first alone')
    .option('--out <dir>', 'directory of the report')
    .option('--resume', 'keep what an interrupted run has finished')
    .addOption(threads())
    .addHelpText(
      'after',
      example(`
      loglog train triangle --all --models 30 --out training
      loglog train triangle --curve "tanh(3*x)" --kind tied --models 10
      loglog train triangle --kind tied --stage pretraining --pretraining-learning-rate 1e-2`),
    )
    .action(async (experiment: string, options: TrainOptions) => {
      const { runTrain } = await import('./commands/train.ts');
      await runTrain(experiment, options);
    });
}

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('loglog')
    .description('Construct rational networks, count them, measure them, and hold them against the theorems.')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput(SILENT)
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      example(`
      loglog construct gelu-tanh --eps 1e-16 -o gelu.json
      loglog measure gelu.json --target gelu-tanh
      loglog verify`),
    );
  for (const add of [
    addVerify,
    addList,
    addConstruct,
    addEval,
    addMeasure,
    addCertify,
    addCheck,
    addMinimax,
    addRationalize,
    addSmooth,
    addExport,
    addProofs,
    addSize,
    addTriangle,
    addTrain,
    addPlot,
  ])
    add(program);
  return program;
}

/** The exit code and the line of what commander throws; no line where it has printed help or the version. */
export function explainUsage(error: CommanderError): { line?: string; exitCode: number } {
  if (error.exitCode === 0) return { exitCode: EXIT.done };
  if (error instanceof InvalidArgumentError || error.code !== 'commander.help') {
    return { line: error.message.replace(/^error:\s*/, '').replace(/\s*\n\s*/g, ' '), exitCode: EXIT.request };
  }
  return { line: 'expected a command; loglog --help lists them', exitCode: EXIT.request };
}

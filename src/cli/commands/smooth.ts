/** `loglog smooth`. */
import { formatDecimal } from '../../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import { type Circuit, type DenseNetwork, serializeNetwork, sizeOfDense } from '../../circuits/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import { largestWeight } from '../../circuits/size-dense.ts';
import {
  describeDomain,
  type GateKit,
  networkOfCircuit,
  shallowNetwork,
  smoothActivations,
  smoothCarrying,
  smoothKit,
} from '../../constructions/index.ts';
import { findTarget } from '../../functions/catalog.ts';
import type { Domain } from '../../functions/target.ts';
import { sizeRecord } from '../../theorems/statement.ts';
import { reluKit } from '../../triangle/relu-kit.ts';
import { badRequest } from '../failure.ts';
import { readDenseNetwork, readNetworkArgument } from '../network-argument.ts';
import { answer, type CommonOptions, sizeLines } from '../output.ts';

/** Options of the command. */
export interface SmoothOptions extends CommonOptions {
  readonly activation: string;
  readonly eps: Rational;
  readonly domain?: Domain;
  readonly method: 'gates' | 'differences';
  readonly maxWeight?: Rational;
  readonly output?: string;
  readonly maxSize: number;
}

const UNIT: Domain = { lower: makeRational(-1n), upper: makeRational(1n) };
/** Where differences are taken: no derivative of a smooth activation of the catalog is known to vanish there. */
const CENTRE = makeRational(1n, 2n);

/** The network that the options ask for, with its bound. */
interface Made {
  readonly network: DenseNetwork;
  readonly bound: string;
  readonly plan: Readonly<Record<string, unknown>>;
}

function kitOf(activation: string, maxWeight: Rational | undefined): GateKit {
  if (activation === 'relu') return maxWeight === undefined ? reluKit : { ...reluKit, maxWeight };
  const target = findTarget(activation);
  return smoothKit(target, smoothCarrying(target), rationals.zero, maxWeight);
}

function make(circuit: Circuit, domain: Domain, { activation, eps, method, maxWeight }: SmoothOptions): Made {
  if (method === 'gates') {
    const box = circuit.inputs.map(() => domain);
    return networkOfCircuit(circuit, box, eps, kitOf(activation, maxWeight));
  }
  if (circuit.inputs.length !== 1 || circuit.outputs.length !== 1) {
    throw badRequest('smooth: expected a network of one input and one output with --method differences');
  }
  if (maxWeight !== undefined) throw badRequest('smooth: expected --method gates with --max-weight');
  if (!smoothActivations.includes(activation.split(':', 1)[0] ?? '')) smoothCarrying(findTarget(activation));
  return shallowNetwork(circuit, domain, eps, findTarget(activation), CENTRE, 'degree');
}

/** Turns a rational network into a network of another activation within ε. */
export async function runSmooth(argument: string, options: SmoothOptions): Promise<void> {
  const started = performance.now();
  const { activation, eps, domain = UNIT, output } = options;
  if ((await readDenseNetwork(argument, options.maxSize)) !== undefined) {
    throw badRequest(`${argument}: expected a rational network, got activations that are not rational`);
  }
  const circuit = await readNetworkArgument(argument, options.maxSize);
  const { network, bound, plan } = make(circuit, domain, options);
  const text = serializeNetwork(network);
  if (output !== undefined) await writeFileAtomically(output, text);
  const size = sizeRecord(sizeOfDense(network));
  const weight = formatDecimal(largestWeight(network), 6);
  const json = {
    activation: network.layers[0]?.activation,
    eps: formatDecimal(eps, 20),
    domain: describeDomain(domain),
    method: options.method,
    bound,
    size,
    largestWeight: weight,
    plan,
    network: output ?? (JSON.parse(text) as unknown),
    seconds: (performance.now() - started) / 1000,
  };
  answer(options, json, () =>
    [
      `a network of ${activation} within ${formatDecimal(eps, 6)} of the rational one on [${describeDomain(domain).join(', ')}] for each input`,
      `proven bound of the distance: ${bound}`,
      sizeLines(size),
      `largest weight: ${weight}`,
      output === undefined ? 'Write the network to a file with -o FILE.' : `Written to ${output}.`,
    ].join('\n'),
  );
}

/** `loglog construct`. */
import { formatDecimal } from '../../arithmetic/numerals.ts';
import type { Rational } from '../../arithmetic/rational.ts';
import { serializeCircuit } from '../../circuits/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import { type Construction, construct, defaultDomain, describeDomain, methodsFor } from '../../constructions/index.ts';
import { resolveTarget } from '../../functions/expression.ts';
import type { Domain } from '../../functions/target.ts';
import { nearestName } from '../../functions/nearest-name.ts';
import { shorten } from '../../measurement/shorten.ts';
import { sizeRecord } from '../../theorems/statement.ts';
import { badRequest } from '../failure.ts';
import { answer, type CommonOptions, sizeLines } from '../output.ts';

/** Options of the command. */
export interface ConstructOptions extends CommonOptions {
  readonly eps: Rational;
  readonly method: string;
  readonly domain?: Domain;
  readonly output?: string;
  readonly shorten?: boolean;
}

/** Constructs a circuit for a target within ε. */
export async function runConstruct(name: string, options: ConstructOptions): Promise<void> {
  const target = resolveTarget(name);
  const { eps, method } = options;
  const domain = options.domain ?? defaultDomain(target.name);
  const names = ['auto', ...methodsFor(target).map((known) => known.name)];
  if (!names.includes(method)) {
    const near = nearestName(method, names);
    const hint = near === undefined ? '' : `: did you mean ${near}?`;
    throw badRequest(
      `construct: unknown method "${method.slice(0, 40)}" for ${target.name}${hint}; expected ${names.join(', ')}`,
    );
  }
  const request = { eps, domain, method };
  const shortened = options.shorten === true ? await shorten(target, request) : undefined;
  const built: Construction = shortened?.construction ?? construct(target, request);
  const text = serializeCircuit(built.circuit);
  if (options.output !== undefined) await writeFileAtomically(options.output, text);
  const json = {
    target: built.target,
    method: built.method,
    eps: formatDecimal(eps, 20),
    domain: describeDomain(domain),
    size: sizeRecord(built.size),
    plan: built.plan,
    ...(shortened === undefined ? { bound: built.bound } : { estimate: shortened.estimate.error, unproven: true }),
    network: options.output ?? (JSON.parse(text) as unknown),
  };
  answer(options, json, () => {
    const proven =
      shortened === undefined
        ? `proven a-priori bound of the error: ${built.bound}`
        : `shortened by measurement: sampled error ${shortened.estimate.error} (an estimate; no bound is proven)`;
    const where =
      options.output === undefined ? 'Write the circuit to a file with -o FILE.' : `Written to ${options.output}.`;
    return [
      `${built.target} on [${describeDomain(domain).join(', ')}] within ${formatDecimal(eps, 6)} by ${built.method}`,
      proven,
      sizeLines(sizeRecord(built.size)),
      where,
    ].join('\n');
  });
}

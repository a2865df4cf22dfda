/** `loglog construct`. */
import { formatDecimal } from '../../arithmetic/numerals.ts';
import type { Rational } from '../../arithmetic/rational.ts';
import { serializeCircuit } from '../../circuits/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import {
  type Construction,
  construct,
  type ConstructionRequest,
  constructLayer,
  defaultDomain,
  describeDomain,
  layerMethods,
  methodsFor,
  type Objective,
} from '../../constructions/index.ts';
import { resolveTarget } from '../../functions/expression.ts';
import { findLayer, isLayerName } from '../../functions/layers.ts';
import type { Domain, Target } from '../../functions/target.ts';
import { nearestName } from '../../functions/nearest-name.ts';
import { constructBest, constructSingle, type SingleMethod, singleMethods } from '../../measurement/index.ts';
import { parallelCertifier } from '../../measurement/certify-parallel-node.ts';
import { shorten, type Shortened } from '../../measurement/shorten.ts';
import { sizeRecord } from '../../theorems/statement.ts';
import { badRequest } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { answer, type CommonOptions, progressBar, sizeLines } from '../output.ts';

/** Options of the command. */
export interface ConstructOptions extends CommonOptions {
  readonly eps: Rational;
  readonly method: string;
  readonly optimize: Objective;
  readonly domain?: Domain;
  readonly output?: string;
  readonly shorten?: boolean;
}

/** What is constructed, whatever it is. */
interface Subject {
  readonly name: string;
  readonly domain: Domain;
  readonly methods: readonly string[];
  readonly build: (request: ConstructionRequest) => Construction;
  /** Absent for layers. */
  readonly target?: Target;
}

function subjectOf(name: string): Subject {
  if (isLayerName(name)) {
    const layer = findLayer(name);
    const methods = layerMethods(layer).map((known) => known.name);
    const build = (request: ConstructionRequest): Construction => constructLayer(layer, request);
    return { name: layer.name, domain: defaultDomain(layer.name), methods, build };
  }
  const target = resolveTarget(name);
  const methods = [...methodsFor(target), ...singleMethods].map((known) => known.name);
  const build = (request: ConstructionRequest): Construction => construct(target, request);
  return { name: target.name, domain: defaultDomain(target.name), methods, build, target };
}

/** Constructs a circuit for a target or a layer within ε. */
export async function runConstruct(name: string, options: ConstructOptions): Promise<void> {
  const subject = subjectOf(name);
  const { eps, method } = options;
  const domain = options.domain ?? subject.domain;
  const names = ['auto', ...subject.methods];
  if (!names.includes(method)) {
    const near = nearestName(method, names);
    const hint = near === undefined ? '' : `: did you mean ${near}?`;
    throw badRequest(
      `construct: unknown method "${method.slice(0, 40)}" for ${subject.name}${hint}; expected ${names.join(', ')}`,
    );
  }
  const request = { eps, domain, method, optimize: options.optimize };
  const shortened = options.shorten === true ? await shortenSubject(subject, request) : undefined;
  const built: Construction = shortened?.construction ?? (await buildSubject(subject, request, options));
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
      singleMethod(built.method) !== undefined
        ? `certified bound of the error: ${built.bound}; ${describeType(built.plan)}`
        : shortened === undefined
          ? `proven a-priori bound of the error: ${built.bound}`
          : `shortened by measurement: sampled error ${shortened.estimate.error} (an estimate; no bound is proven)`;
    const where =
      options.output === undefined ? 'Write the circuit to a file with -o FILE.' : `Written to ${options.output}.`;
    const place = `[${describeDomain(domain).join(', ')}]${subject.target === undefined ? ` for each of ${String(built.circuit.inputs.length)} inputs` : ''}`;
    return [
      `${built.target} on ${place} within ${formatDecimal(eps, 6)} by ${built.method}`,
      proven,
      sizeLines(sizeRecord(built.size)),
      where,
    ].join('\n');
  });
}

const singleMethod = (name: string): SingleMethod | undefined => singleMethods.find((known) => known.name === name);

function describeType({ type, defect }: Construction['plan']): string {
  const name = `type (${(type as readonly number[]).join(',')})`;
  return defect === 0 ? name : `${name}, defect ${String(defect)}`;
}

/** Plans, or searches for a single rational function, or for the smallest of both. */
async function buildSubject(
  { target, build }: Subject,
  request: ConstructionRequest,
  options: ConstructOptions,
): Promise<Construction> {
  if (target === undefined) return build(request);
  const single = singleMethod(request.method ?? '');
  if (single === undefined && request.method !== 'auto') return build(request);
  const executor = single && parallelCertifier();
  const interrupted = interruption('nothing is kept');
  const bar = progressBar(options, 'construct');
  const onDegree = (degree: number, method = ''): void => {
    bar.update(0, `degree ${String(degree)} ${method}`);
  };
  try {
    const work = single
      ? constructSingle(single, target, request, { ...(executor && { executor }), onDegree })
      : constructBest(target, request, { onDegree });
    return await Promise.race([work, interrupted.signal]);
  } finally {
    bar.stop();
    interrupted.release();
    await executor?.close();
  }
}

function shortenSubject({ name, target }: Subject, request: ConstructionRequest): Promise<Shortened> {
  if (singleMethod(request.method ?? '') !== undefined)
    throw badRequest('construct: --shorten shortens plans; a single rational function has none');
  if (target === undefined)
    throw badRequest(`construct: expected a function of one variable with --shorten, got ${name}`);
  return shorten(target, request);
}

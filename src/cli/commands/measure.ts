/** `loglog measure`. */
import { defaultDomain, describeDomain } from '../../constructions/index.ts';
import { type Domain, resolveTarget } from '../../functions/index.ts';
import { estimateError } from '../../measurement/index.ts';
import { parallelEvaluator } from '../../measurement/parallel-node.ts';
import { CliError, EXIT } from '../failure.ts';
import { readNetworkArgument } from '../network-argument.ts';
import { answer, type CommonOptions, progressBar } from '../output.ts';

/** Options of the command. */
export interface MeasureOptions extends CommonOptions {
  readonly target: string;
  readonly domain?: Domain;
  readonly points: number;
  readonly digits?: number;
  readonly seed: number;
  readonly relative?: boolean;
  readonly backend: string;
  readonly threads?: number;
  readonly maxSize: number;
}

/** Estimates the uniform error of a network against a target. */
export async function runMeasure(network: string, options: MeasureOptions): Promise<void> {
  if (options.backend === 'webgpu') {
    throw new CliError('measure: this version has no webgpu backend; use --backend cpu or auto', EXIT.environment);
  }
  const circuit = await readNetworkArgument(network, options.maxSize);
  const target = resolveTarget(options.target);
  const domain = options.domain ?? defaultDomain(target.name);
  const { points, seed, digits, relative, threads } = options;
  const evaluator = parallelEvaluator(threads);
  const bar = progressBar(options, 'measure');
  try {
    const estimate = await estimateError({
      circuit,
      target,
      domain,
      points,
      seed,
      evaluator,
      onProgress: (done) => {
        bar.update(done);
      },
      ...(digits !== undefined && { digits }),
      ...(relative !== undefined && { relative }),
    });
    bar.stop();
    answer(options, { ...estimate, domain: describeDomain(domain), target: target.name }, () =>
      [
        `largest sampled ${relative === true ? 'relative ' : ''}error ${estimate.error}  at x = ${estimate.at}`,
        `an estimate from ${String(points)} points on [${describeDomain(domain).join(', ')}] in ${estimate.arithmetic}: it proves nothing between them`,
      ].join('\n'),
    );
  } finally {
    bar.stop();
    await evaluator.close();
  }
}

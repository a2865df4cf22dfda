/** `loglog measure` of networks of several inputs against a layer. */
import { boxProblem } from '../../certificates/index.ts';
import { defaultDomain, describeDomain } from '../../constructions/index.ts';
import { findLayer } from '../../functions/index.ts';
import { estimateBoxError } from '../../measurement/index.ts';
import { badRequest } from '../failure.ts';
import { readNetworkArgument } from '../network-argument.ts';
import { answer, progressBar } from '../output.ts';
import type { MeasureOptions } from './measure.ts';

/** Estimates the largest error of a network against a layer, over all outputs, on a box. */
export async function runMeasureLayer(network: string, options: MeasureOptions): Promise<void> {
  const layer = findLayer(options.target);
  if (options.backend === 'webgpu' || options.arithmetic !== 'limbs') {
    throw badRequest(`measure: expected --backend cpu and no --arithmetic for the layer ${layer.name}`);
  }
  if (options.relative === true) throw badRequest(`measure: expected no --relative for the layer ${layer.name}`);
  const domain = options.domain ?? defaultDomain(layer.name);
  const circuit = await readNetworkArgument(network, options.maxSize);
  const problem = boxProblem(
    circuit,
    layer.name,
    Array.from({ length: layer.inputs }, () => domain),
  );
  const { points, seed, digits } = options;
  const bar = progressBar(options, 'measure');
  try {
    const estimate = estimateBoxError({
      problem,
      points,
      seed,
      onProgress: (done) => {
        bar.update(done);
      },
      ...(digits !== undefined && { digits }),
    });
    bar.stop();
    answer(options, { ...estimate, domain: describeDomain(domain), target: layer.name }, () =>
      [
        `largest sampled error ${estimate.error}  at (${estimate.at.join(', ')})`,
        `an estimate from ${String(points)} points with inputs in [${describeDomain(domain).join(', ')}] in ${estimate.arithmetic}: it proves nothing between them`,
      ].join('\n'),
    );
  } finally {
    bar.stop();
  }
}

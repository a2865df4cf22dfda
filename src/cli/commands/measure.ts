/** `loglog measure`. */
import { defaultDomain, describeDomain } from '../../constructions/index.ts';
import { type Domain, resolveTarget } from '../../functions/index.ts';
import { requestNodeGpu } from '../../gpu/access-node.ts';
import type { GpuAccess } from '../../gpu/index.ts';
import { type ErrorEvaluator, estimateError, gpuEvaluator, type GpuEvaluator } from '../../measurement/index.ts';
import { parallelEvaluator } from '../../measurement/parallel-node.ts';
import { CliError, EXIT } from '../failure.ts';
import { readNetworkArgument } from '../network-argument.ts';
import { answer, type CommonOptions, progressBar, remark } from '../output.ts';

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
  const circuit = await readNetworkArgument(network, options.maxSize);
  const target = resolveTarget(options.target);
  const domain = options.domain ?? defaultDomain(target.name);
  const { points, seed, digits, relative, threads } = options;
  const processor = parallelEvaluator(threads);
  const gpu = await openGpu(options, points * circuit.instructions.length, processor);
  const evaluator = gpu ?? processor;
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
    for (const text of gpu?.remarks ?? []) remark(options, `measure: ${text}`);
    gpu?.close();
    await processor.close();
  }
}

/** Points times instructions from which a graphics processor is worth its start. */
const LARGE_TASK = 2e7;

/** The evaluator of a graphics processor, where one is demanded or worth it. */
async function openGpu(
  options: MeasureOptions,
  size: number,
  fallback: ErrorEvaluator,
): Promise<GpuEvaluator | undefined> {
  if (options.backend === 'cpu' || (options.backend === 'auto' && size < LARGE_TASK)) return undefined;
  const gpu = await requestNodeGpu();
  if ('reason' in gpu) {
    if (options.backend === 'auto') return undefined;
    throw new CliError(`measure: --backend webgpu: ${gpu.reason}`, EXIT.environment);
  }
  // A software driver is worth its start on demand only: the processor's threads run on the same cores.
  if (options.backend === 'auto' && gpu.isSoftware) {
    gpu.device.destroy();
    return undefined;
  }
  const renew = async (): Promise<GpuAccess | undefined> => {
    const next = await requestNodeGpu();
    return 'reason' in next ? undefined : next;
  };
  return gpuEvaluator({ gpu, fallback, renew });
}

/** `loglog measure`. */
import { defaultDomain, describeDomain } from '../../constructions/index.ts';
import type { Domain } from '../../functions/index.ts';
import { requestNodeGpu } from '../../gpu/access-node.ts';
import type { FastSystem, GpuAccess } from '../../gpu/index.ts';
import {
  type ErrorEvaluator,
  estimateError,
  fastEvaluator,
  type FastEvaluator,
  gpuEvaluator,
  type GpuEvaluator,
} from '../../measurement/index.ts';
import { parallelEvaluator } from '../../measurement/parallel-node.ts';
import { badRequest, CliError, EXIT } from '../failure.ts';
import { readNetworkArgument, readTargetArgument } from '../network-argument.ts';
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
  readonly arithmetic: 'limbs' | FastSystem;
  readonly threads?: number;
  readonly maxSize: number;
}

/** Estimates the uniform error of a network against a target. */
export async function runMeasure(network: string, options: MeasureOptions): Promise<void> {
  if (options.arithmetic !== 'limbs' && options.backend !== 'webgpu') {
    throw badRequest(
      `measure: --arithmetic ${options.arithmetic} needs --backend webgpu, got --backend ${options.backend}`,
    );
  }
  const circuit = await readNetworkArgument(network, options.maxSize);
  const { target, name } = await readTargetArgument(options.target, options.maxSize);
  const domain = options.domain ?? defaultDomain(target.name);
  const { points, seed, digits, relative, threads } = options;
  const processor = parallelEvaluator(threads);
  const gpu = await openGpu(options, points * circuit.instructions.length, processor);
  const fast = gpu && fastSearch(options, gpu);
  const evaluator = fast ?? gpu?.evaluator ?? processor;
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
    answer(options, { ...estimate, domain: describeDomain(domain), target: name }, () =>
      [
        `largest sampled ${relative === true ? 'relative ' : ''}error ${estimate.error}  at x = ${estimate.at}`,
        `an estimate from ${String(points)} points on [${describeDomain(domain).join(', ')}] in ${estimate.arithmetic}: it proves nothing between them`,
      ].join('\n'),
    );
  } finally {
    bar.stop();
    for (const text of [...(fast?.remarks ?? []), ...(gpu?.evaluator.remarks ?? [])])
      remark(options, `measure: ${text}`);
    gpu?.evaluator.close();
    await processor.close();
  }
}

/** Points times instructions from which a graphics processor is worth its start. */
const LARGE_TASK = 2e7;

/** A device and its evaluator. */
interface OpenGpu {
  readonly device: GPUDevice;
  readonly evaluator: GpuEvaluator;
}

/** The evaluator of a graphics processor, where one is demanded or worth it. */
async function openGpu(options: MeasureOptions, size: number, fallback: ErrorEvaluator): Promise<OpenGpu | undefined> {
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
  return { device: gpu.device, evaluator: gpuEvaluator({ gpu, fallback, renew }) };
}

/** The search in floating point, where it was asked for. */
function fastSearch({ arithmetic }: MeasureOptions, { device, evaluator }: OpenGpu): FastEvaluator | undefined {
  return arithmetic === 'limbs' ? undefined : fastEvaluator({ device, system: arithmetic, exact: evaluator });
}

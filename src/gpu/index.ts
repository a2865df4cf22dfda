/**
 * Limb arithmetic on graphics processors: circuits and targets recorded as programs, run by generated WGSL kernels.
 * @module
 */
export { type GpuAccess, requestGpu } from './access.ts';
export { Batch, type BatchJob, type ChunkRecords, DeviceError } from './batch.ts';
export { FAST_RECORD_WORDS, fastKernel, fastPointWords, type FastSystem, splitFloats } from './fast-kernel.ts';
export { type FastRun, fastRun } from './fast-run.ts';
export { POINT_WORDS, recordWords } from './kernel.ts';
export { wordsPerNumber } from './limb-wgsl.ts';
export { readMagnitude, writeNumber } from './numbers.ts';
export {
  type Operation,
  type Program,
  type ProgramStep,
  tracer,
  type Tracer,
  UntraceableError,
  type Wire,
} from './program.ts';
export { type Schedule, schedule, type ScheduledGroup } from './schedule.ts';

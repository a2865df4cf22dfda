/**
 * Timing for the benchmarks.
 */
import { pathToFileURL } from 'node:url';
import type { Measurement } from './report.ts';

/** The value below which a quarter of the list lies. */
export const lowerQuartile = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[list.length >> 2] ?? NaN;

/** The median; of an even number of values the upper of the middle two. */
export const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;

/** Seconds of processor time per call. */
function secondsPerCall(call: () => unknown, times: number): number {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i += 1) call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / times;
}

/**
 * Seconds of processor time per call, the lower quartile of many rounds. The candidates take turns, so that a slow spell
 * of the machine hits all of them; processor time, because other programs may be running.
 * @param rounds - how often each candidate has its turn
 * @param span - seconds of one turn; 0 for a single call without warming up
 */
export function quartiles(candidates: readonly (() => unknown)[], rounds = 24, span = 0.02): readonly number[] {
  const times = candidates.map((call) => {
    const warm = span === 0 ? 1 : 50;
    secondsPerCall(call, warm);
    return Math.max(1, Math.round(span / secondsPerCall(call, warm)));
  });
  const samples = candidates.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    candidates.forEach((call, i) => samples[i]?.push(secondsPerCall(call, times[i] ?? 1)));
  }
  return samples.map(lowerQuartile);
}

/** Prints a benchmark's figures if its file is the one that Node was started with. */
export async function printIfMain(url: string, run: () => Promise<readonly Measurement[]>): Promise<void> {
  if (url !== pathToFileURL(process.argv[1] ?? '').href) return;
  for (const { name, value, unit, target } of await run()) {
    console.log(`${name}: ${value.toPrecision(3)} ${unit}${target === undefined ? '' : ` (target ${target})`}`);
  }
}

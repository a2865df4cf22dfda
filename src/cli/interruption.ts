/** Interruptions by the user: what is finished is kept, and the exit code says so. */
import { CliError, EXIT } from './failure.ts';

/**
 * A promise that rejects on SIGINT or SIGTERM.
 * @param kept what is kept, and how to go on: the end of the message
 */
export function interruption(kept: string): { signal: Promise<never>; release: () => void } {
  let reject: (error: CliError) => void = () => undefined;
  const signal = new Promise<never>((_, fail) => {
    reject = fail;
  });
  // The rejection is also unhandled while no statement waits for it, for instance between two of them.
  signal.catch(() => undefined);
  let first: number | undefined;
  // The handler stays, because loaders of TypeScript end a process at once whose last handler is gone. A second signal ends it
  // anyway, unless it follows so soon that it is the same one, passed on by npm.
  const stop = (): void => {
    if (first !== undefined && performance.now() > first + 1000) process.exit(EXIT.interrupted);
    first ??= performance.now();
    reject(new CliError(`interrupted; ${kept}`, EXIT.interrupted));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}

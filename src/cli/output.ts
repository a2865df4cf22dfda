/** What goes where: answers to standard output, progress and warnings to standard error. */
import { SingleBar } from 'cli-progress';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Prints an answer: one JSON object, or lines of text. */
export function answer(options: CommonOptions, json: unknown, text: () => string): void {
  if (options.json === true) process.stdout.write(`${JSON.stringify(json, replaceBigInt)}\n`);
  else process.stdout.write(`${text()}\n`);
}

const replaceBigInt = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

/** Prints a line for the user to standard error, unless quiet. */
export function remark(options: CommonOptions, text: string): void {
  if (options.quiet !== true) process.stderr.write(`${text}\n`);
}

/** Progress of one long piece of work. */
export interface Progress {
  /** @param done fraction in [0, 1] @param label what is being worked on */
  update(done: number, label?: string): void;
  stop(): void;
}

/** A progress bar on a terminal; nothing where standard error is not one, or in quiet runs. */
export function progressBar(options: CommonOptions, title: string): Progress {
  if (options.quiet === true || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `${title} {bar} {percentage}% {label}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
  });
  bar.start(1000, 0, { label: '' });
  return {
    update: (done, label = '') => {
      bar.update(Math.round(1000 * done), { label });
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** Sizes, a line each. */
export function sizeLines(size: object): string {
  return Object.entries(size)
    .map(([name, value]) => `  ${name.padEnd(18)}${String(value)}`)
    .join('\n');
}

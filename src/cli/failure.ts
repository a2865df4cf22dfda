/** Exit codes of the contract, and errors that carry one. */

/** What the process returns. */
export const EXIT: Readonly<
  Record<'done' | 'violated' | 'request' | 'inconclusive' | 'environment' | 'interrupted', number>
> = Object.freeze({ done: 0, violated: 1, request: 2, inconclusive: 3, environment: 4, interrupted: 130 });

/** An error whose message is the one line that the user gets. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** The request is wrong: exit code 2. */
export const badRequest = (message: string, cause?: unknown): CliError =>
  new CliError(message, EXIT.request, { cause });

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'expected a file, got a directory',
  ENOTDIR: 'expected a directory on the way',
  EEXIST: 'exists already and is not a directory',
  ENOSPC: 'no space left',
  EROFS: 'read-only file system',
};

/** The exit code and the line of any error: requests and files by their own words, the rest as internal faults. */
export function explain(error: unknown): { line: string; exitCode: number } {
  if (error instanceof CliError) return { line: oneLine(error.message), exitCode: error.exitCode };
  if (error instanceof RangeError && /call stack|invalid array length|maximum bigint/i.test(error.message)) {
    return { line: 'the request needs more memory than there is', exitCode: EXIT.request };
  }
  if (error instanceof RangeError || error instanceof SyntaxError)
    return { line: oneLine(error.message), exitCode: EXIT.request };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const fault = FILE_FAULTS[error.code];
    if (fault !== undefined) return { line: oneLine(`${pathOf(error)}${fault}`), exitCode: EXIT.request };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    line: `internal fault, please report it (LOGLOG_DEBUG=1 shows more): ${oneLine(message)}`,
    exitCode: EXIT.violated,
  };
}

/** The path that an error of the file system is about: the file meant, not the one that an atomic write begins with. */
function pathOf(error: Error): string {
  if ('dest' in error && typeof error.dest === 'string') return `${error.dest}: `;
  return 'path' in error && typeof error.path === 'string' ? `${error.path.replace(/\.\d{6,10}$/, '')}: ` : '';
}

/** Errors are one line; what came in from outside may hold more, or control characters. */
function oneLine(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/\p{Cc}/gu, '?')
    .trim();
}

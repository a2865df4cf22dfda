#!/usr/bin/env node
/** The entry of the command `loglog`. */
import { CommanderError } from 'commander';
import { explain } from './failure.ts';
import { createProgram, explainUsage } from './program.ts';

/** A reader that goes away (`loglog list | head`) is no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  const { line, exitCode } = error instanceof CommanderError ? explainUsage(error) : explain(error);
  if (process.env.LOGLOG_DEBUG === '1' && !(error instanceof CommanderError)) console.error(error);
  if (line !== undefined) process.stderr.write(`loglog: ${line}\n`);
  process.exitCode = exitCode;
}

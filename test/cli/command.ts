/** Running the command: as a real process, and in this one for long tables. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { vi } from 'vitest';
import { explain } from '../../src/cli/failure.ts';
import { createProgram, explainUsage } from '../../src/cli/program.ts';

/** What a run of the command leaves. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A running command. */
export interface Running {
  readonly outcome: Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts the command as a process of its own. */
export function start(...args: string[]): Running {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'src/cli/main.ts'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
  return { outcome, kill: (signal) => void child.kill(signal) };
}

/** Runs the command as a process of its own. */
export const loglog = (...args: string[]): Promise<Outcome> => start(...args).outcome;

/** Runs the command in this process, as its entry does, without the second that a process takes to start. */
export async function inProcess(...args: string[]): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return { exitCode: exitCodeNow(), stdout, stderr };
  } catch (error) {
    const { line, exitCode } = error instanceof CommanderError ? explainUsage(error) : explain(error);
    return { exitCode, stdout, stderr: stderr + (line === undefined ? '' : `loglog: ${line}\n`) };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}

/** What the command has set; its type would be narrowed to what this file sets. */
const exitCodeNow = (): number => Number(process.exitCode ?? 0);

/** A directory of this test's own, removed by `remove`. */
export function temporaryDirectory(): { readonly path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'loglog-test-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/**
 * What the repository tests share: reading the repository's own files.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The top folder of the repository. */
export const root: string = resolve(import.meta.dirname, '../..');

/** The text of a file, its path relative to the top folder. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The fields of package.json that the tests look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const manifest: Manifest = JSON.parse(read('package.json')) as Manifest;

/** Every file that is committed or would be: untracked files count, ignored ones do not. */
export function repositoryFiles(): readonly string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  return output
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)));
}

/** The rooms of src/ that have an index, without the command line. */
export function rooms(): readonly string[] {
  return readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'src', entry.name, 'index.ts')))
    .map(({ name }) => name)
    .filter((name) => name !== 'cli')
    .sort();
}

/** The fenced code blocks of a Markdown text in one language, in order. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gmsu)]
    .filter(([, found]) => found === language)
    .map(([, , body]) => body ?? '');
}

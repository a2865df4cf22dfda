import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { codeBlocks, manifest, read, repositoryFiles, root, rooms } from './repository.ts';

const run = promisify(execFile);
const readme = read('README.md');

/** The example with its imports from the package turned into imports from the sources. */
function fromSources(example: string): string {
  return example.replaceAll(/from '([^']+)'/gu, (whole, specifier: string) => {
    const [name, room] = specifier.split('/');
    if (name !== manifest.name) return whole;
    const source = room === undefined ? 'src/index.ts' : `src/${room}/index.ts`;
    return `from '${pathToFileURL(join(root, source)).href}'`;
  });
}

/** Runs TypeScript text in a process of its own and returns what it printed. */
async function execute(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loglog-readme-'));
  try {
    const file = join(folder, 'example.mts');
    await writeFile(file, source);
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: root });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs TypeScript text and compares what it prints with the lines after its arrows. */
async function expectPrinted(example: string): Promise<void> {
  const expected = [...example.matchAll(/\/\/ → (.+)$/gmu)].map(([, text]) => text);
  expect(expected.length).toBeGreaterThan(0);
  const printed = await execute(fromSources(example));
  expect(printed.trimEnd().split('\n')).toEqual(expected);
}

/** Runs every TypeScript block of a page by itself. */
async function expectExamples(page: string): Promise<void> {
  const examples = codeBlocks(page, 'ts');
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) await expectPrinted(example);
}

describe('the guide', () => {
  it('shows examples that print what the guide says', async () => {
    await expectExamples(read('docs/guide.md'));
  });
});

describe('the notebooks', () => {
  const notebooks = repositoryFiles().filter((path) => /^notebooks\/.*\.md$/u.test(path));

  it.each(notebooks)('%s is one program that prints what stands behind its arrows', async (path) => {
    await expectPrinted(codeBlocks(read(path), 'ts').join('\n'));
  });

  it('are there, and rendered with the documents', () => {
    const { projectDocuments } = JSON.parse(read('typedoc.json')) as { projectDocuments: readonly string[] };
    expect(notebooks.length).toBeGreaterThan(0);
    expect(notebooks.filter((path) => !projectDocuments.includes(path))).toEqual([]);
  });
});

describe('the README', () => {
  it('shows a library example that prints what the README says', async () => {
    await expectExamples(readme);
  });

  it('names only commands that package.json has', () => {
    const commands = codeBlocks(readme, 'bash').join('\n');
    const scripts = [...commands.matchAll(/npm run (?:--silent )?([\w:-]+)/gu)].map(([, script]) => script ?? '');
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });
});

describe('the documents', () => {
  const documents = repositoryFiles().filter((path) => path.endsWith('.md'));

  it('link only to files of the repository', () => {
    const broken = documents.flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/gu)]
        .map(([, link]) => link ?? '')
        .filter((link) => !existsSync(join(root, dirname(path), decodeURI(link))))
        .map((link) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('describe every room of src in the architecture', () => {
    const architecture = read('docs/architecture.md');
    expect(rooms().filter((room) => !architecture.includes(`\`${room}/\``))).toEqual([]);
  });
});

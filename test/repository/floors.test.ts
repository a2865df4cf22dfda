import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { describe, expect, it } from 'vitest';
import { root } from './repository.ts';

/** A small house in which every floor stands on the one below and nothing is forbidden. */
const soundHouse: Readonly<Record<string, string>> = {
  'src/arithmetic/index.ts': "export * from './number.ts';",
  'src/arithmetic/number.ts': 'export const one = 1;',
  'src/circuits/index.ts': "export { one } from '../arithmetic/index.ts';",
  'src/cli/main.ts':
    "import { writeFileSync } from 'node:fs';\nimport { one } from '../circuits/index.ts';\nwriteFileSync('x', String(one));",
};

const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'));

/** Runs dependency-cruiser with the house's rules over planted files; the names of the rules that fired. */
async function brokenRules(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'loglog-floors-'));
  try {
    for (const [path, text] of Object.entries({ ...soundHouse, ...files })) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), `${text}\n`);
    }
    await cp(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    await writeFile(join(folder, 'package.json'), '{"name":"house","type":"module"}\n');
    const { output } = await cruise(
      ['src'],
      { ...options, baseDir: folder, validate: true, outputType: 'json' },
      undefined,
      {
        tsConfig: extractTSConfig(join(folder, 'tsconfig.json')),
      },
    );
    const { summary } = JSON.parse(typeof output === 'string' ? output : JSON.stringify(output)) as {
      summary: { violations: readonly { rule: { name: string } }[] };
    };
    return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the floor rules', () => {
  it('accept a house whose floors stand on lower floors', async () => {
    expect(await brokenRules({})).toEqual([]);
  });

  it('fire when a room imports from a higher floor', async () => {
    expect(
      await brokenRules({
        'src/arithmetic/number.ts': "import { two } from '../functions/two.ts';\nexport const one = two / 2;",
        'src/functions/two.ts': 'export const two = 2;',
      }),
    ).toEqual(['floor-arithmetic']);
  });

  it('fire on types from a higher floor too', async () => {
    expect(
      await brokenRules({
        'src/arithmetic/number.ts': "import type { Two } from '../circuits/two.ts';\nexport const one: Two = 1;",
        'src/circuits/two.ts': 'export type Two = number;',
      }),
    ).toEqual(['floor-arithmetic']);
  });

  it('fire on cycles, on modules that stand alone and on rooms without a floor', async () => {
    expect(
      await brokenRules({
        'src/arithmetic/number.ts': "import { two } from './two.ts';\nexport const one = (): number => two();",
        'src/arithmetic/two.ts': "import { one } from './number.ts';\nexport const two = (): number => one() + 1;",
        'src/arithmetic/alone.ts': 'export const alone = 1;',
        'src/cellar/wine.ts': "export { one } from '../arithmetic/number.ts';",
      }),
    ).toEqual(['no-cycles', 'no-orphans', 'no-unknown-room']);
  });

  it('fire on Node built-ins in the core but not in files marked as Node only', async () => {
    const source = "import { cpus } from 'node:os';\nexport const one = cpus().length;";
    expect(await brokenRules({ 'src/arithmetic/number.ts': source })).toEqual(['no-node-in-core']);
    expect(
      await brokenRules({
        'src/arithmetic/index.ts': "export * from './number.ts';\nexport * from './cores-node.ts';",
        'src/arithmetic/cores-node.ts': source.replace('one', 'cores'),
      }),
    ).toEqual([]);
  });

  it('fire when the main entry reaches a Node file through a room', async () => {
    expect(
      await brokenRules({
        'src/index.ts': "export * from './circuits/index.ts';",
        'src/circuits/index.ts':
          "export { cores } from './cores-node.ts';\nexport { one } from '../arithmetic/index.ts';",
        'src/circuits/cores-node.ts': "import { cpus } from 'node:os';\nexport const cores = cpus().length;",
      }),
    ).toEqual(['main-entry-runs-anywhere']);
  });

  it('fire when a report computes instead of reading records', async () => {
    expect(
      await brokenRules({
        'src/measurement/measure.ts': 'export const measure = 1;',
        'src/report/table.ts': "export { measure } from '../measurement/measure.ts';",
      }),
    ).toEqual(['report-never-recomputes']);
  });
});

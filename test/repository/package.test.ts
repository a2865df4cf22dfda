import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest, read, repositoryFiles, root, rooms } from './repository.ts';

interface Lock {
  readonly version: string;
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly resolved?: string;
        readonly dependencies?: Readonly<Record<string, string>>;
        readonly devDependencies?: Readonly<Record<string, string>>;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

const lock = JSON.parse(read('package-lock.json')) as Lock;

describe('the package', () => {
  it('exports subpaths that are built from existing sources', () => {
    for (const [subpath, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') expect(existsSync(join(root, target)), subpath).toBe(true);
      else {
        const source = target.default.replace('./dist/', 'src/').replace(/\.js$/u, '.ts');
        expect(existsSync(join(root, source)), `${subpath} needs ${source}`).toBe(true);
        expect(target.types).toBe(target.default.replace(/\.js$/u, '.d.ts'));
      }
    }
  });

  it('exports every room of src that has an index, except the command line', () => {
    const exported = Object.keys(manifest.exports).filter((subpath) => !['.', './package.json'].includes(subpath));
    const parts = exported.filter((subpath) => subpath.endsWith('/node'));
    const whole = exported.filter((subpath) => !parts.includes(subpath));
    expect(whole.map((subpath) => subpath.slice(2)).sort()).toEqual(rooms());
    // What only Node can run has a path of its own.
    for (const subpath of parts) {
      expect(rooms()).toContain(subpath.slice(2, -'/node'.length));
      expect(JSON.stringify((manifest.exports as Record<string, unknown>)[subpath])).toMatch(/-node\.js"/);
    }
  });

  it('has the same version in package.json, package-lock.json and CITATION.cff', () => {
    expect(/^version: (.+)$/mu.exec(read('CITATION.cff'))?.[1]).toBe(manifest.version);
    expect(lock.version).toBe(manifest.version);
    expect(lock.packages['']?.version).toBe(manifest.version);
  });

  it('has a lock file that was made from this package.json', () => {
    expect(lock.packages['']?.dependencies).toEqual(manifest.dependencies);
    expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies);
  });
});

describe('the repository', () => {
  it('locks the optional packages of every platform, without which npm ci refuses the lock file', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !(`${path}/node_modules/${name}` in lock.packages || `node_modules/${name}` in lock.packages))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry host in its lock file or npm settings', () => {
    const resolved = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
    expect(resolved.map(([path]) => path)).toEqual([]);
    expect(read('.npmrc')).not.toMatch(/registry\s*=|\/\//u);
  });

  it('mentions no path of the machine it was written on', () => {
    // Spelled in parts, so that this file does not find itself.
    const machinePath = new RegExp(String.raw`(?<![\w.)*}~-])/(?:${['wo' + 'rk', 'ro' + 'ot'].join('|')})/`, 'u');
    const binary = /\.(?:png|pdf|ttf|otf|woff2?|wasm|gz)$/u;
    const found = repositoryFiles().filter((path) => !binary.test(path) && machinePath.test(read(path)));
    expect(found).toEqual([]);
  });

  it('keeps what is generated out of version control', () => {
    const generated = repositoryFiles().filter((path) => /^(?:dist|coverage|docs\/api|node_modules)\//u.test(path));
    expect(generated).toEqual([]);
  });
});

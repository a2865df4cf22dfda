import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../repository/repository.ts';
import { inProcess, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const dir = join(scratch.path, 'proofs');
cpSync(join(root, 'proofs'), dir, { recursive: true });
const certificates = join(dir, 'certificates/lemma-1.1');
const files = readdirSync(certificates);
const run = (): ReturnType<typeof inProcess> =>
  inProcess('proofs', 'lemma-1.1', '--dir', dir, '--threads', '1', '--json');
const faults = (stdout: string): readonly (string | undefined)[] =>
  (JSON.parse(stdout) as { proofs: { fault?: string }[] }).proofs.flatMap(({ fault }) => fault ?? []);

describe('proofs', () => {
  it('re-checks every certificate', async () => {
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    const answer = JSON.parse(stdout) as { proofs: { error?: { upper: string } }[]; faults: number };
    expect(answer.faults).toBe(0);
    expect(answer.proofs.filter(({ error }) => error !== undefined)).toHaveLength(files.length);
  });

  it('fails for certificates that are missing, altered, or of another network', async () => {
    const [first = '', second = '', third = '', fourth = ''] = files;
    rmSync(join(certificates, first));
    const altered = readFileSync(join(certificates, second), 'utf8').replace('"order":10', '"order":9');
    writeFileSync(join(certificates, second), altered);
    cpSync(join(certificates, fourth), join(certificates, third));
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(1);
    expect(faults(stdout)).toHaveLength(3);
    expect(faults(stdout).join('\n')).toMatch(/missing/);
    expect(faults(stdout).join('\n')).toMatch(/altered after it was made/);
    expect(faults(stdout).join('\n')).toMatch(/stale: its network is not the one constructed today/);
  });

  it('fails without the written proof, and for statements it does not know', async () => {
    rmSync(join(dir, 'lemma-1.1.md'));
    const { stdout } = await run();
    expect(faults(stdout)).toContain('missing');
    const { exitCode, stderr } = await inProcess('proofs', 'lemma-1.9');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/unknown statement "lemma-1\.9": did you mean lemma-1\.\d/);
  });
});

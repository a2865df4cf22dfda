import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serializeCircuit } from '../../src/circuits/file.ts';
import {
  makeFolder,
  readCircuitFile,
  readNetworkFile,
  readTextFile,
  writeFileAtomically,
} from '../../src/circuits/file-node.ts';
import { randomCircuit } from './random-circuits.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loglog-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('files', () => {
  it('come back as they were written, and leave nothing else behind', async () => {
    const circuit = randomCircuit(3, 12);
    const path = join(folder, 'circuit.json');
    await writeFileAtomically(path, 'old');
    await writeFileAtomically(path, serializeCircuit(circuit));
    expect(await readCircuitFile(path)).toEqual(circuit);
    expect(await readdir(folder)).toEqual(['circuit.json']);
    expect(await readFile(path, 'utf8')).toBe(serializeCircuit(circuit));
  });

  it('are written into a pipe or a device, not put in its place', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const reading = readFile(path, 'utf8');
    await writeFileAtomically(path, 'text');
    expect((await stat(path)).isFIFO()).toBe(true);
    expect(await reading).toBe('text');
    await rm(path);
  });

  it('are refused over the size limit, up to which they are read', async () => {
    const path = join(folder, 'text');
    await writeFile(path, 'é'.repeat(50));
    expect(await readTextFile(path, { maxBytes: 100 })).toBe('é'.repeat(50));
    await expect(readTextFile(path, { maxBytes: 99 })).rejects.toThrow(`${path}: expected a file of at most 99 bytes`);
  });

  it('are refused over the size limit even if their size is not known before', async () => {
    await expect(readTextFile('/dev/zero', { maxBytes: 1000 })).rejects.toThrow(
      '/dev/zero: expected a file of at most',
    );
  });

  it('are refused if they are not UTF-8; a byte order mark is not part of the text', async () => {
    const path = join(folder, 'bytes');
    await writeFile(path, Buffer.from([0x7b, 0xff, 0x7d]));
    await expect(readTextFile(path)).rejects.toThrow(`${path}: expected text in UTF-8`);
    await writeFile(path, '\uFEFF{}');
    expect(await readTextFile(path)).toBe('{}');
  });

  it('put their path before what is said about their faults', async () => {
    const path = join(folder, 'network.json');
    await writeFile(path, '{"format":"loglog-network","version":3}');
    await expect(readNetworkFile(path)).rejects.toThrow(`${path}: version: expected 1, got 3`);
    await expect(readNetworkFile(join(folder, 'none'))).rejects.toThrow(/ENOENT/);
  });
});

describe('folders', () => {
  it('are made with those above them, also by several at once, and may exist already', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(folder, 'a', 'b', 'd'))]);
    await makeFolder(path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('are refused where a file is in the way', async () => {
    await writeFile(join(folder, 'plain'), '');
    await expect(makeFolder(join(folder, 'plain'))).rejects.toThrow(/EEXIST/);
    await expect(makeFolder(join(folder, 'plain', 'below'))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it.runIf(existsSync('/proc/self'))('are refused, not tried for ever, where the system takes none', async () => {
    await expect(makeFolder('/proc/loglog/results')).rejects.toThrow(/ENOENT|EACCES|EPERM/);
  });
});

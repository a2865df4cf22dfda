import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeOnnx } from '../../src/circuits/onnx/schema-node.ts';
import { inProcess, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const place = (name: string): string => join(scratch.path, name);

const RATIONAL = '(x^3-2*x)/(1+25*x^2)';

async function exported(network: string, format: string, name: string): Promise<string> {
  const { exitCode, stdout, stderr } = await inProcess(
    'export',
    network,
    '--format',
    format,
    '-o',
    place(name),
    '--json',
  );
  expect([exitCode, stderr]).toEqual([0, '']);
  const text = readFileSync(place(name), 'utf8');
  expect(JSON.parse(stdout)).toEqual({ format, output: place(name), bytes: Buffer.byteLength(text) });
  return text;
}

/** The function of a WGSL text, run as JavaScript: the statements are the same but for types. */
function run(text: string, x: number): number {
  const body = text
    .replaceAll(/(\d)f\b/g, '$1')
    .replaceAll(/\blet\b/g, 'const')
    .replaceAll(/\b(exp|log|tanh|sqrt|abs|min|max)\(/g, 'Math.$1(')
    .replace(/return array<f32, 1>\((\w+)\)/, 'return $1');
  const inner = /\{([\s\S]*)\}/.exec(body)?.[1] ?? '';
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return (new Function('x0', inner) as (x0: number) => number)(x);
}

describe('export', () => {
  it('writes circuits as WGSL, LaTeX and JSON', async () => {
    const wgsl = await exported(RATIONAL, 'wgsl', 'r.wgsl');
    expect(wgsl).toContain('fn network(x0: f32) -> array<f32, 1> {');
    expect(run(wgsl, 0.3)).toBeCloseTo((0.027 - 0.6) / 3.25, 6);
    const latex = await exported(RATIONAL, 'latex', 'r.tex');
    expect(latex).toMatch(/^\\begin\{align\*\}\n {2}v_\{1\} &= /);
    expect(latex).toContain('\\frac{');
    const json = await exported(RATIONAL, 'json', 'r.json');
    expect(json).toContain('"format":"loglog-circuit"');
    const again = await exported(place('r.json'), 'json', 'again.json');
    expect(again).toBe(json);
  });

  it('writes dense networks with their activations', async () => {
    const args = ['--activation', 'silu', '--eps', '1e-2', '-o', place('dense.json'), '--quiet'];
    await inProcess('smooth', 'x^2/2', ...args);
    const wgsl = await exported(place('dense.json'), 'wgsl', 'dense.wgsl');
    expect(Math.abs(run(wgsl, 0.7) - 0.245)).toBeLessThan(0.011);
    expect(await exported(place('dense.json'), 'json', 'same.json')).toBe(readFileSync(place('dense.json'), 'utf8'));
    expect(await exported(place('dense.json'), 'latex', 'dense.tex')).toContain('e^{');
  });

  it('writes ONNX models that are read again as the same function', async () => {
    const weights = '"weights":[["0.5","-2"],["1","0.25"]],"bias":["0.125","-1"]';
    const layers = ['gelu-tanh', 'silu', 'leaky-relu:0.125', 'elu:1', 'softplus:1'].map(
      (activation) => `{${weights},"activation":"${activation}"}`,
    );
    const text = `{"format":"loglog-network","version":1,"layers":[${layers.join(',')},{"weights":[["1","3"]],"bias":["2"],"activation":"identity"}]}`;
    writeFileSync(place('mixed.json'), text);
    await inProcess('export', place('mixed.json'), '--format', 'onnx', '-o', place('mixed.onnx'));
    const at = ['--at', '0.3,-0.7,1,2', '--digits', '25'];
    const original = await inProcess('eval', place('mixed.json'), ...at);
    const again = await inProcess('eval', place('mixed.onnx'), ...at);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toBe(original.stdout);
  });

  it('writes circuits as elementwise ONNX graphs', async () => {
    const { exitCode } = await inProcess('export', RATIONAL, '--format', 'onnx', '-o', place('r.onnx'));
    expect(exitCode).toBe(0);
    const { node, input, output } = await decodeOnnx(readFileSync(place('r.onnx')));
    expect(new Set(node.map(({ opType }) => opType))).toEqual(new Set(['Mul', 'Add', 'Sub', 'Div', 'Concat']));
    expect(input.map(({ name }) => name)).toEqual(['x']);
    expect(output[0]?.name).toBe(node.at(-1)?.output[0]);
  });

  it.each([
    [['1e400*x', '--format', 'onnx'], 'a weight is beyond the range of doubles'],
    [['1e400*x', '--format', 'wgsl'], 'a weight is beyond the range of 32-bit floats'],
    [['1e-400*x', '--format', 'wgsl'], 'a weight is too small for 32-bit floats'],
    [['x', '--format', 'svg'], 'Allowed choices are json, latex, onnx, wgsl'],
    [['nowhere.json', '--format', 'json'], 'nowhere.json: no such file'],
  ])('refuses %j in one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await inProcess('export', ...args, '-o', place('refused'));
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

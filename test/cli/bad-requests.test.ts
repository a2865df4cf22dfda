import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcess, loglog, type Outcome, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const file = (name: string): string => join(scratch.path, name);

const circuit = (rest: string): string => `{"format":"loglog-circuit","version":1,"inputs":["x"],${rest}}`;
const network = (layers: string): string => `{"format":"loglog-network","version":1,"layers":[${layers}]}`;

const FILES: Readonly<Record<string, string>> = {
  'empty.json': '',
  'malformed.json': '{"format": loglog}',
  'truncated.json': circuit('"instructions":[{"op":"add","args":[0,0]}').slice(0, -4),
  'null.json': 'null',
  'array.json': '[]',
  'foreign.json': '{"format":"onnx","version":1}',
  'version.json': circuit('"instructions":[],"outputs":[0]').replace('"version":1', '"version":2'),
  'op.json': circuit('"instructions":[{"op":"sin","args":[0]}],"outputs":[1]'),
  'forward.json': circuit('"instructions":[{"op":"add","args":[0,1]}],"outputs":[1]'),
  'negative.json': circuit('"instructions":[{"op":"add","args":[0,-1]}],"outputs":[1]'),
  'output.json': circuit('"instructions":[],"outputs":[1]'),
  'no-output.json': circuit('"instructions":[],"outputs":[]'),
  'nan.json': circuit('"instructions":[{"op":"const","value":"NaN"}],"outputs":[1]'),
  'number.json': circuit('"instructions":[{"op":"const","value":1}],"outputs":[1]'),
  'huge-number.json': circuit('"instructions":[{"op":"const","value":"1e999999999"}],"outputs":[1]'),
  'arity.json': circuit('"instructions":[{"op":"mul","args":[0]}],"outputs":[1]'),
  'proto.json': circuit('"__proto__":{"a":1},"instructions":[],"outputs":[0]'),
  'two.json': circuit('"instructions":[],"outputs":[0,0]'),
  'zero.json': circuit('"instructions":[{"op":"const","value":"0"},{"op":"div","args":[0,1]}],"outputs":[2]'),
  'shape.json': network('{"weights":[[1],[1,2]],"bias":[0,0],"activation":"tanh"}'),
  'bias.json': network('{"weights":[[1]],"bias":[0,0],"activation":"tanh"}'),
  'activation.json': network('{"weights":[[1]],"bias":[0],"activation":"tnah"}'),
  'weight.json': network('{"weights":[["a"]],"bias":[0],"activation":"tanh"}'),
  'deep.json': `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  'control.json': '{"format":"\u001b[31m\\nred"}',
};

beforeAll(() => {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(file(name), text);
  writeFileSync(file('binary.json'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
  writeFileSync(file('a-file'), 'x');
  mkdirSync(file('a-directory'));
  mkdirSync(file('foreign-results'));
  writeFileSync(join(file('foreign-results'), 'results.json'), '{"statements":[null]}');
  mkdirSync(file('broken-results'));
  writeFileSync(join(file('broken-results'), 'results.json'), '{"statements":[');
});

/** Nothing on standard output, one line on standard error, exit code 2. */
function expectRefusal(outcome: Outcome, what: RegExp): void {
  expect(outcome.stderr).toMatch(what);
  expect(outcome.stderr).toMatch(/^loglog: [^\n]+\n$/);
  // No control characters, no stack trace, no fault of the program's own.
  expect(outcome.stderr.slice(0, -1)).not.toMatch(/\p{Cc}|internal fault|node_modules| at .*:\d+:\d+/u);
  expect(outcome.stdout).toBe('');
  expect(outcome.exitCode).toBe(2);
}

const construct = (...rest: string[]): string[] => ['construct', 'tanh', '--eps', '1e-4', ...rest];
const measure = (what: string, ...rest: string[]): string[] => ['measure', what, '--target', 'tanh', ...rest];

const TABLE: readonly (readonly [name: string, args: readonly string[], message: RegExp])[] = [
  ['no command', [], /loglog --help/],
  ['an unknown command', ['mesure'], /unknown command 'mesure'.*measure/],
  ['an unknown option', ['size', '--jsn', 'x'], /unknown option '--jsn'.*--json/],
  ['a missing option', ['construct', 'tanh'], /--eps/],
  ['a missing argument', ['size'], /missing required argument 'network'/],
  ['too many arguments', ['size', 'x', 'y'], /too many arguments/],
  ['a misspelt target', ['construct', 'gelu-tnah', '--eps', '1e-4'], /did you mean gelu-tanh\?/],
  ['a misspelt target to measure', ['measure', 'x', '--target', 'tanhh'], /did you mean tanh\?/],
  ['a misspelt target to evaluate', ['eval', 'sofplus', '--at', '1'], /did you mean softplus\?/],
  ['a target that is undefined', ['construct', '1/x', '--eps', '1e-4'], /undefined or discontinuous at 0/],
  ['a hostile expression', ['construct', 'import(1)', '--eps', '1e-4'], /import/],
  ['a layer of no inputs', ['construct', 'softmax:0', '--eps', '1e-6'], /expected d a whole number from 1 to 64/],
  ['a layer that lacks a parameter', ['construct', 'layernorm:3', '--eps', '1e-6'], /expected 2 parameters/],
  ['a layer with δ = 0', ['construct', 'rmsnorm:3,0', '--eps', '1e-6'], /expected δ > 0/],
  ['a layer that is too large', ['construct', 'attention:100,100', '--eps', '1e-6'], /expected n a whole number/],
  ['a misspelt layer', ['construct', 'sofmax:2', '--eps', '1e-6'], /did you mean softmax\?/],
  ['a layer for an interval', ['minimax', 'softmax:2', '--type', '2,2'], /one variable.*layer "softmax:2"/],
  ['a layer without its domain', ['construct', 'softmax:2', '--eps', '1e-6', '--domain', '1,-1'], /a < b/],
  ['too few coordinates', ['eval', 'softmax:3', '--at', '1,2'], /expected 3 numbers for each point/],
  ['a misspelt method', construct('--method', 'couplde'), /did you mean coupled\?/],
  ['an unknown method', construct('--method', 'magic'), /expected auto, nested, coupled, hybrid, doubling/],
  ['a measure that is none', construct('--optimize', 'speed'), /Allowed choices are gates, nodes, depth/],
  ['a misspelt statement', ['verify', 'lemma-11'], /did you mean lemma-1\.1\?/],
  ['a misspelt kind of list', ['list', 'target'], /did you mean targets\?/],
  [
    'floats without a graphics processor',
    measure('x', '--arithmetic', 'float32'),
    /--arithmetic float32 needs --backend webgpu/,
  ],
  ['an unknown backend', measure('x', '--backend', 'gpu'), /cpu, webgpu, auto/],
  ...['0', '1', '2', '-1', 'abc', '', '1e-999999999', '1e-200000', 'NaN', 'Infinity', '1/0', '0x', '1e-4,1e-5'].map(
    (eps) => [`ε = "${eps}"`, ['construct', 'tanh', '--eps', eps], /--eps/] as const,
  ),
  ['a ladder with a fault', ['verify', '--eps', '1e-4,,1e-8'], /--eps/],
  ['a ladder with a 2', ['verify', '--eps', '1e-4,2'], /--eps.*2/],
  ...['1,-1', '0,0', 'a,b', '1', '', '1,2,3', '0,1e999999999', 'NaN,1'].map(
    (domain) => [`the domain "${domain}"`, construct('--domain', domain), /--domain/] as const,
  ),
  ['log on 0,1', ['construct', 'log', '--eps', '1e-4', '--domain', '0,1'], /log is undefined at 0/],
  ['log on -1,1', ['measure', 'x', '--target', 'log', '--domain', '-1,1'], /log is undefined at 0/],
  ['root:3 on -1,1', ['construct', 'root:3', '--eps', '1e-4', '--domain', '-1,1'], /\[0, ∞\)/],
  ['root:2 on -1,1', ['construct', 'root:2', '--eps', '1e-4', '--domain', '-1,1'], /root:2 is undefined at -1/],
  ['root:1', ['construct', 'root:1', '--eps', '1e-4'], /root:p/],
  ['root:x', ['construct', 'root:x', '--eps', '1e-4'], /root:p/],
  ['sign on -1,1', ['construct', 'sign', '--eps', '1e-4', '--domain', '-1,1'], /sign is discontinuous at 0/],
  ['1 point', measure('x', '--points', '1'), /--points.*whole number from 2/],
  ['half a point', measure('x', '--points', '2.5'), /--points/],
  ['0 digits', ['eval', 'tanh', '--at', '1', '--digits', '0'], /--digits.*from 1/],
  ['0 digits of a measurement', measure('x', '--digits', '0'), /--digits/],
  ['too many digits', ['eval', 'tanh', '--at', '1', '--digits', '1e9'], /--digits/],
  ['no threads', measure('x', '--threads', '0'), /--threads/],
  ['a negative seed', measure('x', '--seed', '-1'), /--seed/],
  ['a point that is no number', ['eval', 'tanh', '--at', '1,two'], /--at/],
  ['a value that does not exist', ['eval', 'log', '--at', '-1'], /no value at x = -1/],
  ['a size limit that is none', ['size', 'x', '--max-size', 'big'], /--max-size/],
  [
    'a relative error where the target is 0',
    measure('x', '--relative', '--points', '20', '--domain', '0,1'),
    /relative error is undefined/,
  ],
  ['a pole', measure('1/(x-0.3333)', '--domain', '0,1'), /pole on the domain, in \[0\.33329\d*, 0\.33330\d*\]/],
  ['a double pole', measure('1/(x-0.3333)^2', '--domain', '0,1'), /pole on the domain, in \[/],
  ['a pole at an end', measure('1/x', '--domain', '0,1'), /pole on the domain/],
  ['a division by 0', measure('x/0'), /a divisor that is not zero/],
  // Expressions are mathematics, not programs.
  ...[
    '',
    '(',
    'x+',
    'x^x',
    'y',
    'sin(x)',
    'x;x',
    'x=1',
    '[x]',
    'x^1e99',
    '1e999999999',
    'import("fs")',
    'x.constructor',
    '"x"',
    `${'('.repeat(300)}x${')'.repeat(300)}`,
    '9^9^9^9',
    'x'.repeat(200_000),
  ].map(
    (text) =>
      [
        `the network ${JSON.stringify(text.slice(0, 20))} (${String(text.length)} characters)`,
        ['size', text],
        /loglog: /,
      ] as const,
  ),
  ...['process.exit()', 'f(x)=x', 'x.y', 'eval("1")', 'sin()', '9^9^9^9'].map(
    (text) => [`the target ${text}`, ['measure', 'x', '--target', text, '--points', '20'], /loglog: /] as const,
  ),
];

describe('a wrong request is one line on standard error and exit code 2', () => {
  it.each(TABLE)('%s', async (_, args, message) => {
    expectRefusal(await inProcess(...args), message);
  });

  const places: Readonly<Record<string, RegExp>> = {
    'version.json': /version/,
    'op.json': /instructions\[0\]/,
    'forward.json': /instructions\[0\]\.args\[1\].*before 1, got 1/,
    'negative.json': /instructions\[0\]\.args\[1\]/,
    'output.json': /outputs\[0\]/,
    'no-output.json': /outputs/,
    'nan.json': /instructions\[0\]\.value/,
    'number.json': /instructions\[0\]\.value/,
    'huge-number.json': /instructions\[0\]\.value/,
    'arity.json': /instructions\[0\]\.args/,
    'shape.json': /layers\[0\]\.weights\[1\]/,
    'bias.json': /layers\[0\]\.bias/,
    'activation.json': /layers\[0\]\.activation/,
    'weight.json': /layers\[0\]\.weights\[0\]\[0\]/,
    'binary.json': /UTF-8/,
  };
  it.each([...Object.keys(FILES).filter((name) => name !== 'two.json'), 'binary.json'])('the file %s', async (name) => {
    // A circuit that divides by the constant 0 has sizes, but no values.
    const args = name === 'zero.json' ? measure(file(name), '--points', '20') : ['size', file(name)];
    const outcome = await inProcess(...args);
    expectRefusal(outcome, places[name] ?? /loglog: /);
    if (name !== 'zero.json') expect(outcome.stderr).toContain(name);
  });

  it('files that are not there, not files, too large, or of another shape', async () => {
    expectRefusal(await inProcess('size', file('missing.json')), /missing\.json: no such file/);
    expectRefusal(await inProcess('eval', file('missing.json'), '--at', '1'), /missing\.json: no such file/);
    expectRefusal(await inProcess('size', scratch.path), /loglog-test-\w+: expected a file, got a directory/);
    expectRefusal(
      await inProcess('size', file('op.json'), '--max-size', '10'),
      /op\.json: expected a file of at most 10 bytes/,
    );
    expectRefusal(await inProcess(...measure(file('two.json'))), /one input and one output/);
  });

  it('outputs that cannot be written, by the name that was asked for', async () => {
    expectRefusal(await inProcess(...construct('-o', file('none/x.json'))), /none\/x\.json: no such file or directory/);
    expectRefusal(
      await inProcess(...construct('-o', file('a-directory'))),
      /a-directory: expected a file, got a directory/,
    );
    expectRefusal(
      await inProcess(...construct('-o', file('a-file/x.json'))),
      /a-file\/x\.json: expected a directory on the way/,
    );
    expectRefusal(await inProcess('verify', 'lemma-1.1', '--out', file('a-file')), /a-file/);
  });

  it('figures of results that are not there, not results, or of another format', async () => {
    const plot = (from: string, output: string): Promise<Outcome> =>
      inProcess('plot', 'lemma-1.1', '--from', file(from), '-o', file(output));
    expectRefusal(await plot('none', 'f.svg'), /no recorded results/);
    expectRefusal(await plot('foreign-results', 'f.svg'), /foreign-results\/results\.json: expected the results/);
    expectRefusal(await plot('broken-results', 'f.svg'), /broken-results\/results\.json: expected the results/);
    expectRefusal(await plot('none', 'f.bmp'), /FILE\.svg, FILE\.pdf or FILE\.png/);
  });

  it('also as a real process', async () => {
    const outcomes = await Promise.all([
      loglog(),
      loglog('construct', 'gelu-tnah', '--eps', '1e-4', '--json'),
      loglog(...measure('1/(x-0.3333)', '--domain', '0,1', '--json')),
      loglog('size', file('forward.json')),
    ]);
    for (const outcome of outcomes) expectRefusal(outcome, /loglog: /);
  });
});

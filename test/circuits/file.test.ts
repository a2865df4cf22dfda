import { describe, expect, it } from 'vitest';
import { makeRational } from '../../src/arithmetic/rational.ts';
import { parseCircuit, serializeCircuit } from '../../src/circuits/file.ts';
import { randomCircuit } from './random-circuits.ts';

const document = {
  format: 'loglog-circuit',
  version: 1,
  inputs: ['x'],
  instructions: [
    { op: 'const', value: '0.1' },
    { op: 'add', args: [0, 1] },
    { op: 'neg', args: [2] },
    { op: 'div', args: [0, 3] },
  ],
  outputs: [4],
};

function refusal(changes: object): string {
  try {
    parseCircuit(JSON.stringify({ ...document, ...changes }));
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  return 'accepted';
}

const withInstruction = (instruction: unknown): object => ({
  instructions: [...document.instructions.slice(0, 3), instruction],
});

describe('parseCircuit', () => {
  it('reads a circuit with its constants exact and its meta kept', () => {
    const meta = { target: 'tanh', domain: ['-1', '1'], plan: { steps: [1, 2, 3] } };
    expect(parseCircuit(JSON.stringify({ ...document, meta }))).toEqual({
      inputs: ['x'],
      instructions: [
        { op: 'const', value: makeRational(1n, 10n) },
        { op: 'add', args: [0, 1] },
        { op: 'neg', args: [2] },
        { op: 'div', args: [0, 3] },
      ],
      outputs: [4],
      meta,
    });
  });

  it.each([
    ['1/3', makeRational(1n, 3n)],
    ['0x1.8p-3', makeRational(3n, 16n)],
    ['-1.25e-30', makeRational(-125n, 10n ** 32n)],
  ])('reads the constant %s', (value, expected) => {
    const { instructions } = parseCircuit(JSON.stringify({ ...document, ...withInstruction({ op: 'const', value }) }));
    expect(instructions[3]).toEqual({ op: 'const', value: expected });
  });

  it.each([
    [{ version: 2 }, 'version: expected 1, got 2'],
    [{ version: undefined }, 'version: expected 1, got nothing'],
    [{ format: 'onnx' }, 'format: expected "loglog-circuit", got "onnx"'],
    [{ extra: 1 }, 'expected no other fields, got "extra"'],
    [{ inputs: 'x' }, 'inputs: expected an array, got "x"'],
    [{ inputs: [''] }, 'inputs[0]: expected a non-empty string, got ""'],
    [{ inputs: ['x', 'x'] }, 'inputs[1]: expected distinct names, got "x" again'],
    [{ outputs: [] }, 'outputs: expected at least 1 entries, got an array of 0'],
    [{ outputs: [5] }, 'outputs[0]: expected a value before 5, got 5'],
    [{ meta: 3 }, 'meta: expected an object, got 3'],
    [{ meta: [] }, 'meta: expected an object, got an array of 0'],
    [withInstruction({ op: 'add', args: [7, 0] }), 'instructions[3].args[0]: expected a value before 4, got 7'],
    [withInstruction({ op: 'add', args: [0, 4] }), 'instructions[3].args[1]: expected a value before 4, got 4'],
    [withInstruction({ op: 'add', args: [0, -1] }), 'instructions[3].args[1]: expected a number of at least 0, got -1'],
    [withInstruction({ op: 'add', args: [0, 0.5] }), 'instructions[3].args[1]: expected an integer, got 0.5'],
    [withInstruction({ op: 'add', args: [0, '1'] }), 'instructions[3].args[1]: expected a number, got "1"'],
    [withInstruction({ op: 'add', args: [0] }), 'instructions[3].args: expected at least 2 entries, got an array of 1'],
    [
      withInstruction({ op: 'neg', args: [0, 1] }),
      'instructions[3].args: expected at most 1 entries, got an array of 2',
    ],
    [
      withInstruction({ op: 'pow', args: [0, 1] }),
      'instructions[3].op: expected one of const, add, sub, mul, div, neg, got "pow"',
    ],
    [withInstruction({ op: 'neg', args: [0], k: 1 }), 'instructions[3]: expected no other fields, got "k"'],
    [withInstruction(null), 'instructions[3]: expected an object, got null'],
    [withInstruction({ op: 'const', value: 0.1 }), 'instructions[3].value: expected a string, got 0.1'],
    [withInstruction({ op: 'const', value: '1/0' }), /^instructions\[3\]\.value: expected .*non-zero/],
    [withInstruction({ op: 'const', value: 'NaN' }), /^instructions\[3\]\.value: expected a number .*got "NaN"/],
    [
      withInstruction({ op: 'const', value: '1e999999999999' }),
      /^instructions\[3\]\.value: expected a number of at most/,
    ],
  ])('refuses %j', (changes, message) => {
    if (typeof message === 'string') expect(refusal(changes)).toBe(message);
    else expect(refusal(changes)).toMatch(message);
  });

  it('says in one line that a text is not JSON, with the name of the document', () => {
    expect(() => parseCircuit('{\n"a":\n\n}', { name: 'a.json' })).toThrow(/^a\.json: expected JSON: [^\n]*$/);
    expect(() => parseCircuit('')).toThrow(/^expected JSON: /);
    expect(() => parseCircuit('[]')).toThrow('expected an object, got an array of 0');
  });

  it('is not disturbed by __proto__ keys', () => {
    const text = JSON.stringify(document);
    expect(() => parseCircuit(text.replace('{', '{"__proto__":{"version":2},'))).toThrow(/no other fields.*__proto__/);
    expect(() => parseCircuit(text.replace('{"op":"neg"', '{"__proto__":1,"op":"neg"'))).toThrow(/__proto__/);
    const { meta } = parseCircuit(text.replace('{', '{"meta":{"__proto__":{"polluted":true}},'));
    expect(Object.getPrototypeOf(meta)).toBe(Object.prototype);
    expect(JSON.stringify(meta)).toBe('{"__proto__":{"polluted":true}}');
    expect('polluted' in {}).toBe(false);
  });

  it('survives deep nesting and long arrays', () => {
    const nested = '['.repeat(200_000) + ']'.repeat(200_000);
    const text = JSON.stringify(document);
    const deep = (field: string): string => text.replace(/\}$/, `,"${field}":${nested}}`);
    expect(() => parseCircuit(deep('instructions'))).toThrow('instructions[0]: expected an object, got an array of 1');
    expect(() => parseCircuit(text.replace('{', `{"meta":{"a":${nested}},`))).toThrow(
      'meta: expected at most 100 levels',
    );
    const instructions = Array.from({ length: 100_000 }, (_, i) => ({ op: 'mul', args: [i, Math.floor(i / 2)] }));
    const long = JSON.stringify({ ...document, instructions, outputs: [100_000] });
    const circuit = parseCircuit(long);
    expect(circuit.instructions).toHaveLength(100_000);
    expect(serializeCircuit(parseCircuit(serializeCircuit(circuit)))).toBe(serializeCircuit(circuit));
  });
});

describe('serializeCircuit', () => {
  it('is undone by parseCircuit', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const circuit = { ...randomCircuit(seed, 15), meta: { seed, text: 'a "quoted"\n line' } };
      expect(parseCircuit(serializeCircuit(circuit))).toEqual(circuit);
    }
  });

  it('writes one instruction a line', () => {
    const text = serializeCircuit(parseCircuit(JSON.stringify(document)));
    expect(text.split('\n')).toContain('  {"op":"const","value":"0.1"},');
    expect(JSON.parse(text)).toEqual(document);
  });
});

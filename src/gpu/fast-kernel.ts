/**
 * Kernels in 32-bit floating point: pairs of floats (about 44 bits) and single floats, a whole program in one kernel.
 *
 * Nothing here is proven. WGSL lets a compiler reorder and fuse floating point, which breaks error-free sums and products; each
 * rounded result is therefore sealed by an exclusive or with a uniform that is zero at run time, and whoever uses these kernels has to
 * test the compiled one (`fastEvaluator` in measurement does).
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import type { Operation, Program, Wire } from './program.ts';

/** What is computed with. */
export type FastSystem = 'double-float' | 'float32';

/** Words of a point: x as two floats, then the target's value as two floats where it is tabulated. */
export const fastPointWords = (isTabulated: boolean): number => (isTabulated ? 4 : 2);

/** Words of a record: index of the point, whether some value was no number, and the error as two floats. */
export const FAST_RECORD_WORDS = 4;

const PAIRS = `fn seal(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ job.zero); }
fn two_sum(a: f32, b: f32) -> vec2<f32> {
  let s = seal(a + b);
  let t = seal(s - a);
  return vec2<f32>(s, seal(seal(a - seal(s - t)) + seal(b - t)));
}
fn quick_sum(a: f32, b: f32) -> vec2<f32> {
  let s = seal(a + b);
  return vec2<f32>(s, seal(b - seal(s - a)));
}
fn head(a: f32) -> f32 { return bitcast<f32>((bitcast<u32>(a) & 0xfffff000u) ^ job.zero); }
// Dekker's product: halves of 12 bits, no fused operation.
fn two_product(a: f32, b: f32) -> vec2<f32> {
  let p = seal(a * b);
  let ah = head(a);
  let al = seal(a - ah);
  let bh = head(b);
  let bl = seal(b - bh);
  let e = seal(seal(seal(seal(ah * bh) - p) + seal(ah * bl)) + seal(al * bh));
  return vec2<f32>(p, seal(e + seal(al * bl)));
}
fn fast_add(x: vec2<f32>, y: vec2<f32>) -> vec2<f32> {
  let s = two_sum(x.x, y.x);
  let t = two_sum(x.y, y.y);
  let v = quick_sum(s.x, seal(s.y + t.x));
  return quick_sum(v.x, seal(t.y + v.y));
}
fn fast_mul(x: vec2<f32>, y: vec2<f32>) -> vec2<f32> {
  let p = two_product(x.x, y.x);
  return quick_sum(p.x, seal(p.y + seal(seal(x.x * y.y) + seal(x.y * y.x))));
}
// Three digits, each from a division that may be off by some units.
fn fast_div(x: vec2<f32>, y: vec2<f32>) -> vec2<f32> {
  let q = seal(x.x / y.x);
  let r = fast_add(x, -fast_mul(y, vec2<f32>(q, 0.0)));
  let p = seal(r.x / y.x);
  let o = fast_add(r, -fast_mul(y, vec2<f32>(p, 0.0)));
  return fast_add(quick_sum(q, p), vec2<f32>(seal(o.x / y.x), 0.0));
}`;

const SINGLES = `fn fast_add(x: vec2<f32>, y: vec2<f32>) -> vec2<f32> { return vec2<f32>(x.x + y.x, 0.0); }
fn fast_mul(x: vec2<f32>, y: vec2<f32>) -> vec2<f32> { return vec2<f32>(x.x * y.x, 0.0); }
fn fast_div(x: vec2<f32>, y: vec2<f32>) -> vec2<f32> { return vec2<f32>(x.x / y.x, 0.0); }`;

const COMMON = `fn fast_abs(x: vec2<f32>) -> vec2<f32> { return select(x, -x, x.x < 0.0); }
fn power_of_two(k: i32) -> f32 { return bitcast<f32>(u32(clamp(k, -126, 127) + 127) << 23u); }
fn fast_scale(x: vec2<f32>, k: i32) -> vec2<f32> { let h = k / 2; return x * power_of_two(h) * power_of_two(k - h); }
fn fast_truncate(x: vec2<f32>) -> vec2<f32> {
  let t = trunc(x.x);
  return vec2<f32>(t, select(0.0, trunc(x.y), t == x.x));
}
fn fast_shift(x: vec2<f32>, k: vec2<f32>) -> vec2<f32> { return fast_scale(x, i32(clamp(k.x + k.y, -400.0, 400.0))); }
fn fast_exponent(x: vec2<f32>) -> vec2<f32> { return vec2<f32>(f32(i32(bitcast<u32>(x.x) >> 23u) - 126), 0.0); }
fn fast_select(c: vec2<f32>, x: vec2<f32>, y: vec2<f32>) -> vec2<f32> { return select(y, x, c.x < 0.0); }`;

const CALLS: Readonly<Record<Operation, (x: string, y: string, z: string, power: number) => string>> = {
  add: (x, y) => `fast_add(${x}, ${y})`,
  sub: (x, y) => `fast_add(${x}, -${y})`,
  mul: (x, y) => `fast_mul(${x}, ${y})`,
  div: (x, y) => `fast_div(${x}, ${y})`,
  neg: (x) => `-${x}`,
  abs: (x) => `fast_abs(${x})`,
  scale: (x, _y, _z, power) => `fast_scale(${x}, ${String(power)})`,
  truncate: (x) => `fast_truncate(${x})`,
  shift: (x, y) => `fast_shift(${x}, ${y})`,
  exponentOf: (x) => `fast_exponent(${x})`,
  select: (x, y, z) => `fast_select(${x}, ${y}, ${z})`,
};

const view = new DataView(new ArrayBuffer(4));

/** A float as its bits, which no compiler takes for a number that it may compute with. */
function floatBits(x: number): string {
  view.setFloat32(0, x);
  return `bitcast<f32>(0x${view.getUint32(0).toString(16)}u)`;
}

/** The two floats whose sum is next to a double. */
export function splitFloats(x: number): readonly [high: number, low: number] {
  const high = Math.fround(x);
  return [high, Number.isFinite(high) ? Math.fround(x - high) : 0];
}

/**
 * The kernel of a program: each invocation goes through one block of points.
 * @param program - Its inputs are x and, where it has two, the tabulated value of the target; its output the error.
 * @param system - What it computes with.
 * @param toNumber - The nearest double of a constant.
 * @returns WGSL.
 */
export function fastKernel(program: Program, system: FastSystem, toNumber: (x: BigFloat) => number): string {
  const operand = (wire: Wire | undefined): string => {
    if (wire === undefined) return '';
    if ('value' in wire) return `v${String(wire.value)}`;
    const [high, low] = splitFloats(toNumber(wire.constant));
    return `vec2<f32>(${floatBits(high)}, ${floatBits(system === 'float32' ? 0 : low)})`;
  };
  const words = fastPointWords(program.inputs > 1);
  const inputs = Array.from(
    { length: program.inputs },
    (_, i) => `let v${String(i)} = vec2<f32>(points[at + ${String(2 * i)}u], points[at + ${String(2 * i + 1)}u]);`,
  );
  const steps = program.steps.map(({ operation, args: [x, y, z], power }, i) => {
    const call = CALLS[operation](operand(x), operand(y), operand(z), power);
    return `let v${String(program.inputs + i)} = ${call};`;
  });
  return `struct Job { count: u32, block: u32, zero: u32, unused: u32 }
@group(0) @binding(0) var<storage, read> points: array<f32>;
@group(0) @binding(1) var<storage, read_write> records: array<u32>;
@group(0) @binding(2) var<uniform> job: Job;
${system === 'float32' ? SINGLES : PAIRS}
${COMMON}
fn evaluate(at: u32) -> vec2<f32> {
  ${[...inputs, ...steps].join('\n  ')}
  return ${operand(program.output)};
}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let first = invocation.x * job.block;
  if (first >= job.count) { return; }
  var best = vec2<f32>(-1.0, 0.0);
  var index = first;
  var strange = 0u;
  for (var i = first; i < min(first + job.block, job.count); i++) {
    let e = evaluate(i * ${String(words)}u);
    // Exponents of all ones are no numbers; comparisons with them may be optimised away.
    if ((bitcast<u32>(e.x) & 0x7f800000u) == 0x7f800000u) { strange = 1u; }
    if (e.x > best.x || (e.x == best.x && e.y > best.y)) { best = e; index = i; }
  }
  let at = invocation.x * ${String(FAST_RECORD_WORDS)}u;
  records[at] = index;
  records[at + 1u] = strange;
  records[at + 2u] = bitcast<u32>(best.x);
  records[at + 3u] = bitcast<u32>(best.y);
}
`;
}

/**
 * The kernels that find largest errors, as WGSL: one for each kind of group of steps of a program, which carries these out at all
 * points of a chunk, one that begins a chunk, and one that ends it.
 *
 * Heuristic, chosen by measurement: one kernel that reads the program and switches over the operations is no faster on lavapipe, slower on
 * SwiftShader and takes up to twenty times as long to compile (18 s at 512 bits).
 */
import { MOST_PARAMETERS } from './fuse.ts';
import { limbDeclarations, type LongOperation, wordsPerNumber } from './limb-wgsl.ts';
import { each, eachDown, listed, u } from './wgsl.ts';

/** Invocations of a workgroup. */
export const WORKGROUP = 64;

/** Words of a point: 64 bits of m, exponent and sign of `±m · 2^e`, the number of its centre among the constants. */
export const POINT_WORDS = 4;

/** Words of a record: index of the point, fault, then the number. */
export const recordWords = (words: number): number => 2 + wordsPerNumber(words);

/** The long operations that a text calls. */
function calledIn(body: string): ReadonlySet<LongOperation> {
  const all: readonly LongOperation[] = ['add', 'mul', 'sqr', 'div'];
  return new Set(all.filter((name) => body.includes(`limb_${name}(`)));
}

/** Numbers in memory: constants first; those of a register lie beside each other, word by word, over all lanes; faults last. */
function memory(words: number, needed: ReadonlySet<LongOperation>): string {
  const size = String(wordsPerNumber(words));
  return `struct Job { count: u32, block: u32, lanes: u32, fixed: u32, point_words: u32, output: u32, faults: u32, unused: u32 }
@group(0) @binding(0) var<storage, read_write> memory: array<u32>;
@group(0) @binding(1) var<storage, read> points: array<u32>;
@group(0) @binding(2) var<storage, read_write> records: array<u32>;
@group(0) @binding(3) var<uniform> job: Job;
@group(0) @binding(4) var<uniform> step: array<vec4<u32>, ${u(MOST_PARAMETERS / 4)}>;
${limbDeclarations(words, needed)}
fn unpack(head: u32, m: Mantissa) -> Limbs { return Limbs(bitcast<i32>(head) >> 1u, head & 1u, m); }
fn load(operand: u32, lane: u32) -> Limbs {
  let fixed = (operand >> 31u) == 1u;
  let at = select(job.fixed + operand * ${size}u * job.lanes + lane, (operand & 0x7fffffffu) * ${size}u, fixed);
  let stride = select(job.lanes, 1u, fixed);
  return unpack(memory[at], Mantissa(${listed(words, (k) => `memory[at + ${String(k + 1)}u * stride]`)}));
}
fn store(home: u32, lane: u32, x: Limbs) {
  let at = job.fixed + home * ${size}u * job.lanes + lane;
  memory[at] = (bitcast<u32>(x.e) << 1u) | x.s;
  ${each(0, words, (k) => `memory[at + ${String(k + 1)}u * job.lanes] = x.m[${String(k)}];`)}
}
`;
}

const ENTRY = `@compute @workgroup_size(${String(WORKGROUP)})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let lane = invocation.x;
  if (lane >= job.count) { return; }`;

/**
 * The kernel of a group of steps.
 * @param words - Length of the mantissas in 32-bit words.
 * @param body - What it does, of `fuse`.
 * @returns WGSL.
 */
export function groupKernel(words: number, body: string): string {
  return `${memory(words, calledIn(body))}
${ENTRY}
  ${body}
  if (limb_fault != 0u) { memory[job.faults + lane] = 1u; }
}
`;
}

/**
 * The kernel that makes inputs of the words of points: register 0 the distance from a centre, 1 the centre, 2 a value from
 * a table where there is one.
 * @param words - Length of the mantissas in 32-bit words.
 * @returns WGSL.
 */
export function beginKernel(words: number): string {
  return `${memory(words, new Set())}
fn distance(low: u32, high: u32, head: u32) -> Limbs {
  if ((low | high) == 0u) { return limb_zero(); }
  var top = high;
  var rest = low;
  var e = bitcast<i32>(head) >> 1u;
  if (top == 0u) { top = rest; rest = 0u; e -= 32; }
  let lead = countLeadingZeros(top);
  if (lead > 0u) { top = (top << lead) | (rest >> (32u - lead)); rest <<= lead; }
  var m = Mantissa();
  m[${String(words - 1)}] = top;
  m[${String(words - 2)}] = rest;
  return limb_checked(e + ${String(64 - 32 * words)} - i32(lead), head & 1u, m);
}
${ENTRY}
  let at = lane * job.point_words;
  memory[job.faults + lane] = 0u;
  store(0u, lane, distance(points[at], points[at + 1u], points[at + 2u]));
  store(1u, lane, load(0x80000000u | points[at + 3u], lane));
  if (job.point_words > ${String(POINT_WORDS)}u) {
    let table = at + ${String(POINT_WORDS)}u;
    store(2u, lane, unpack(points[table], Mantissa(${listed(words, (k) => `points[table + ${String(k + 1)}u]`)})));
  }
}
`;
}

/**
 * The kernel that ends a chunk: a record for each block of points, with its largest error, of equal ones the first.
 * @param words - Length of the mantissas in 32-bit words.
 * @returns WGSL.
 */
export function endKernel(words: number): string {
  const size = String(wordsPerNumber(words));
  return `${memory(words, new Set())}
var<workgroup> best_words: array<u32, ${String(WORKGROUP * wordsPerNumber(words))}>;
var<workgroup> best_index: array<u32, ${String(WORKGROUP)}>;
var<workgroup> best_fault: array<u32, ${String(WORKGROUP)}>;
// Whether |x| > |y|.
fn exceeds(x: Limbs, y: Limbs) -> bool {
  if (x.e != y.e) { return x.e > y.e; }
  ${eachDown(0, words, (k) => `if (x.m[${String(k)}] != y.m[${String(k)}]) { return x.m[${String(k)}] > y.m[${String(k)}]; }`)}
  return false;
}
fn share(local: u32, x: Limbs) {
  let at = local * ${size}u;
  best_words[at] = bitcast<u32>(x.e);
  ${each(0, words, (k) => `best_words[at + ${String(k + 1)}u] = x.m[${String(k)}];`)}
}
fn shared_number(local: u32) -> Limbs {
  let at = local * ${size}u;
  return Limbs(bitcast<i32>(best_words[at]), 0u, Mantissa(${listed(words, (k) => `best_words[at + ${String(k + 1)}u]`)}));
}
@compute @workgroup_size(${String(WORKGROUP)})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(local_invocation_index) local: u32) {
  // Each invocation goes through run_length neighbours; the invocations of a family share a block.
  let run_length = max(job.block / ${String(WORKGROUP)}u, 1u);
  let family = min(job.block, ${String(WORKGROUP)}u);
  let first = invocation.x * run_length;
  var best = limb_zero();
  var index = first;
  var fault = 0u;
  for (var i = first; i < min(first + run_length, job.count); i++) {
    let error = load(job.output, i);
    fault |= memory[job.faults + i];
    if (exceeds(error, best)) { best = error; index = i; }
  }
  share(local, best);
  best_index[local] = index;
  best_fault[local] = fault;
  workgroupBarrier();
  if (local % family == 0u && first < job.count) {
    var winner = local;
    for (var other = local + 1u; other < local + family; other++) {
      fault |= best_fault[other];
      let candidate = shared_number(other);
      if (exceeds(candidate, best)) { best = candidate; winner = other; }
    }
    let at = (first / job.block) * ${String(recordWords(words))}u;
    records[at] = best_index[winner];
    records[at + 1u] = fault;
    for (var k = 0u; k < ${size}u; k++) { records[at + 2u + k] = best_words[winner * ${size}u + k]; }
  }
}
`;
}

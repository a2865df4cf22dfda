/**
 * Checking certificates of errors on boxes: from their numbers alone, without the search that found them.
 */
import { magnitudeToRational } from '../arithmetic/magnitude.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { rationals } from '../arithmetic/rational.ts';
import type { Box } from '../functions/target.ts';
import { type PartBounder, partBounder } from './box-bound.ts';
import { attainedAt, type BoxCertificate, OUTSIDE, PART, type ViewProof } from './box-certificate.ts';
import { boxProblem, type BoxProblem, halves, isOutside, sidesOf, type View, viewsOf } from './box-problem.ts';
import type { CheckOptions, CheckResult } from './check.ts';

const unknown = (reason: string): CheckResult => ({ status: 'unknown', reason });
const show = (part: Box): string =>
  part.map(({ lower, upper }) => `[${formatDecimal(lower, 10)}, ${formatDecimal(upper, 10)}]`).join(' × ');

/** Goes through the tree of a view; returns what is not proven of it. */
async function faultOf(
  problem: BoxProblem,
  view: View,
  { tree, ...settings }: ViewProof,
  { upper }: BoxCertificate,
  onLeaf: () => Promise<void>,
): Promise<string | undefined> {
  const bound: PartBounder = partBounder(problem, view, settings);
  const open: Box[] = [sidesOf(problem, view)];
  for (const node of tree) {
    const part = open.pop();
    if (part === undefined) return 'a tree goes on after its last leaf';
    if (node >= 0) {
      if (node >= part.length) return `a tree cuts coordinate ${String(node)} of ${String(part.length)}`;
      const [lower, higher] = halves(part, node);
      open.push(higher, lower);
      continue;
    }
    if (node === OUTSIDE) {
      if (!isOutside(problem, view, part)) return `the part ${show(part)} is left out`;
      continue;
    }
    const reached = magnitudeToRational(bound(part).upper);
    if (rationals.compare(reached, upper) > 0) {
      return `the error on ${show(part)} is bounded by ${formatDecimal(reached, 12)} only`;
    }
    await onLeaf();
  }
  return open.length === 0 ? undefined : 'a tree ends before its last leaf';
}

/** Why the lower end is not attained, if it is not. */
function lowerFault(problem: BoxProblem, { lower, upper, attained, box }: BoxCertificate): CheckResult | undefined {
  const { at, bits } = attained;
  const isInside = at.every((x, j) => {
    const side = box[j];
    return side !== undefined && rationals.compare(x, side.lower) >= 0 && rationals.compare(x, side.upper) <= 0;
  });
  if (!isInside || at.length !== box.length) return unknown('the point of the lower bound lies outside of the box');
  const error = attainedAt(problem, at, bits);
  const place = `the error at (${at.map((x) => formatDecimal(x, 10)).join(', ')})`;
  if (rationals.compare(error.lower, upper) > 0) return { status: 'refuted', reason: `${place} exceeds the bound` };
  if (rationals.compare(error.lower, lower) < 0) return unknown(`${place} does not reach the lower bound`);
  return undefined;
}

/** Leaves after which others get their turn. */
const PAUSE = 64;

/**
 * Checks a certificate.
 *
 * Nothing of it is believed but the circuit, the target and the box, which say what it is about. Cost: one evaluation of both over
 * Taylor models for each part.
 * @param certificate - The certificate.
 * @param options - Who is told of the progress.
 * @returns The finding; `unknown` with the reason where a condition fails.
 */
export async function checkBoxCertificate(
  certificate: BoxCertificate,
  options: Pick<CheckOptions, 'onProgress'> = {},
): Promise<CheckResult> {
  const { circuit, target, box, lower, upper, views: proofs } = certificate;
  try {
    const problem = boxProblem(circuit, target, box);
    const views = viewsOf(problem);
    if (views.length !== proofs.length) {
      return unknown(`expected the proofs of ${String(views.length)} views, got ${String(proofs.length)}`);
    }
    const fault = lowerFault(problem, certificate);
    if (fault !== undefined) return fault;
    const total = proofs.reduce((sum, { tree }) => sum + tree.filter((node) => node === PART).length, 0);
    let done = 0;
    const onLeaf = async (): Promise<void> => {
      done += 1;
      if (done % PAUSE !== 0) return;
      options.onProgress?.(done / total);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, 0);
      });
    };
    for (const [i, view] of views.entries()) {
      const reason = await faultOf(problem, view, proofs[i] as ViewProof, certificate, onLeaf);
      if (reason !== undefined) return unknown(reason);
    }
    return { status: 'proved', lower, upper };
  } catch (error) {
    if (error instanceof RangeError) return unknown(error.message);
    throw error;
  }
}

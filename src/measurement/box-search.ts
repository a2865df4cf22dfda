/** Cutting boxes into parts with bounds of the error: the part with the largest bound first. */
import { compareMagnitudes, type Magnitude } from '../arithmetic/magnitude.ts';
import { rationals } from '../arithmetic/rational.ts';
import { TaylorFault } from '../arithmetic/taylor-model.ts';
import { type ModelSettings, type PartBounder, partBounder } from '../certificates/box-bound.ts';
import { OUTSIDE, PART, type ViewProof } from '../certificates/box-certificate.ts';
import { type BoxProblem, halves, isOutside, sidesOf, type View } from '../certificates/box-problem.ts';
import type { Box } from '../functions/target.ts';
import { Heap } from './heap.ts';

/** A part of a view that is bounded or halved. */
export interface Node {
  readonly part: Box;
  readonly view: number;
  /** Undefined where no bound was found. */
  readonly bound?: Magnitude;
  readonly variation: readonly number[];
  /** The coordinate that was halved, and the halves. */
  cut?: { readonly coordinate: number; readonly halves: readonly [Node, Node] };
  readonly isOutside?: boolean;
}

/** The root cause of a refused operation tells how much its operand depends on the coordinates. */
function variationOf(error: RangeError): readonly number[] {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof TaylorFault) return cause.variation;
  }
  return [];
}

/** The parts of one problem. */
export class BoxSearch {
  readonly problem: BoxProblem;
  readonly views: readonly View[];
  readonly settings: readonly ModelSettings[];
  readonly roots: Node[] = [];
  readonly #bounders: readonly PartBounder[];
  readonly #open = new Heap<Node>((x, y) => isWorse(x.bound, y.bound));

  constructor(problem: BoxProblem, settings: readonly ModelSettings[], views: readonly View[]) {
    [this.problem, this.views, this.settings] = [problem, views, settings];
    this.#bounders = views.map((view, i) => partBounder(problem, view, settings[i] as ModelSettings));
    this.roots = views.map((view, i) => this.#node(i, sidesOf(problem, view)));
  }

  /** The part with the largest bound. */
  get worst(): Node | undefined {
    return this.#open.top;
  }

  /** Halves the worst part. */
  halve(): void {
    const node = this.#open.pop();
    if (node === undefined) return;
    const coordinate = this.#coordinateOf(node);
    const [lower, upper] = halves(node.part, coordinate);
    node.cut = { coordinate, halves: [this.#node(node.view, lower), this.#node(node.view, upper)] };
  }

  #node(view: number, part: Box): Node {
    const node = this.#bounded(view, part);
    if (node.isOutside !== true) this.#open.push(node);
    return node;
  }

  #bounded(view: number, part: Box): Node {
    if (isOutside(this.problem, this.views[view] as View, part)) return { part, view, variation: [], isOutside: true };
    try {
      const { upper, variation } = (this.#bounders[view] as PartBounder)(part);
      return { part, view, bound: upper, variation };
    } catch (error) {
      if (error instanceof RangeError) return { part, view, variation: variationOf(error) };
      throw error;
    }
  }

  /** The coordinate to which the part owes most; where none is known, that of the longest side. */
  #coordinateOf({ part, view, variation }: Node): number {
    const largest = Math.max(...variation, 0);
    if (largest > 0) return variation.indexOf(largest);
    const sides = sidesOf(this.problem, this.views[view] as View);
    const shares = part.map(({ lower, upper }, k) => {
      const whole = sides[k] ?? { lower, upper };
      return rationals.toNumber(rationals.div(rationals.sub(upper, lower), rationals.sub(whole.upper, whole.lower)));
    });
    return shares.indexOf(Math.max(...shares));
  }

  /** The proofs of all views. */
  proofs(): readonly ViewProof[] {
    return this.roots.map((root, i) => ({ ...(this.settings[i] as ModelSettings), tree: treeOf(root) }));
  }
}

/** No bound is worse than any. */
function isWorse(x: Magnitude | undefined, y: Magnitude | undefined): boolean {
  if (x === undefined || y === undefined) return x === undefined && y !== undefined;
  return compareMagnitudes(x, y) > 0;
}

function treeOf(root: Node): readonly number[] {
  const tree: number[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.cut === undefined) tree.push(node.isOutside === true ? OUTSIDE : PART);
    else {
      tree.push(node.cut.coordinate);
      open.push(node.cut.halves[1], node.cut.halves[0]);
    }
  }
  return tree;
}

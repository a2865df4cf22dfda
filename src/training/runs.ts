/**
 * Runs of points on which every neuron of a layer is a line, and their cutting from layer to layer.
 */

/**
 * One level: the runs on which the inputs of a layer are lines. Numbers of neurons stand in rows of `width` for each run;
 * values are those at the run's first point, its anchor.
 */
export interface Level {
  readonly width: number;
  /** First point of each run; after the last run the number of points. */
  readonly first: Int32Array;
  /** The run of the level before that this one is part of, and how far its anchor lies right of that one's. */
  readonly parent: Int32Array;
  readonly shift: Float64Array;
  /** The inputs of the layer: slopes, values, and 1 where ReLU let them through, 0 where it cut them. */
  readonly slope: Float64Array;
  readonly value: Float64Array;
  readonly mask: Float64Array;
  /** The layer's neurons before ReLU. */
  readonly preSlope: Float64Array;
  readonly preValue: Float64Array;
  /** The derivatives of the error by these slopes and values. */
  readonly bySlope: Float64Array;
  readonly byValue: Float64Array;
}

/** A level with room for as many runs as there are points. */
export function makeLevel(points: number, width: number): Level {
  const rows = (): Float64Array => new Float64Array(points * width);
  return {
    width,
    first: new Int32Array(points + 1),
    parent: new Int32Array(points),
    shift: new Float64Array(points),
    slope: rows(),
    value: rows(),
    mask: rows(),
    preSlope: rows(),
    preValue: rows(),
    bySlope: rows(),
    byValue: rows(),
  };
}

/** The first level: the first point, all between, and the last point; its one input is x. */
export function fillFirstLevel(level: Level, x: Float64Array): number {
  const last = x.length - 1;
  level.first.set([0, 1, last, x.length]);
  [0, 1, last].forEach((point, run) => {
    level.value[run * level.width] = x[point] as number;
    level.slope[run * level.width] = run === 1 ? 1 : 0;
  });
  return 3;
}

/** Cuts runs at sign changes of neurons; one for each data set. */
export class RunCutter {
  readonly #x: Float64Array;
  readonly #start: number;
  /** Points per unit of x, for guesses: exact for evenly spaced points. */
  readonly #density: number;
  readonly #cuts: Int32Array;

  constructor(x: Float64Array, width: number) {
    this.#x = x;
    this.#start = x[0] as number;
    this.#density = (x.length - 1) / ((x[x.length - 1] as number) - this.#start);
    this.#cuts = new Int32Array(width + 1);
  }

  /**
   * Applies ReLU to the first `neurons` neurons of a level's runs: the runs of the next level.
   * @returns The number of runs of the next level.
   */
  cut(level: Level, runs: number, neurons: number, next: Level): number {
    const { first, preSlope, preValue, width } = level;
    const x = this.#x;
    let count = 0;
    for (let run = 0; run < runs; run += 1) {
      const from = first[run] as number;
      const end = first[run + 1] as number;
      const row = run * width;
      const length = (x[end - 1] as number) - (x[from] as number);
      let cuts = 0;
      for (let o = 0; length > 0 && o < neurons; o += 1) {
        const slope = preSlope[row + o] as number;
        const value = preValue[row + o] as number;
        if (value > 0 === slope * length + value > 0) continue;
        this.#insert(cuts, this.#crossing(slope, value, from, end));
        cuts += 1;
      }
      count = this.#part(level, run, neurons, next, cuts, count);
    }
    next.first[count] = x.length;
    return count;
  }

  /** The first point of (from, end) at which `slope·(x − x_from) + value` has another sign than at `from`. */
  #crossing(slope: number, value: number, from: number, end: number): number {
    const x = this.#x;
    const anchor = x[from] as number;
    const isPositive = value > 0;
    let k = Math.ceil((anchor - value / slope - this.#start) * this.#density);
    if (!(k > from)) k = from + 1;
    if (k > end - 1) k = end - 1;
    // Rounding is monotone, so the sign changes once along the points; the guess is a point or so away.
    while (k > from + 1 && slope * ((x[k - 1] as number) - anchor) + value > 0 !== isPositive) k -= 1;
    while (slope * ((x[k] as number) - anchor) + value > 0 === isPositive) k += 1;
    return k;
  }

  #insert(count: number, cut: number): void {
    let i = count;
    for (; i > 0 && (this.#cuts[i - 1] as number) > cut; i -= 1) this.#cuts[i] = this.#cuts[i - 1] as number;
    this.#cuts[i] = cut;
  }

  /** Writes the parts of one run into the next level. */
  #part(level: Level, run: number, neurons: number, next: Level, cuts: number, count: number): number {
    const { preSlope, preValue, width } = level;
    const x = this.#x;
    const row = run * width;
    const anchor = x[level.first[run] as number] as number;
    this.#cuts[cuts] = level.first[run + 1] as number;
    let from = level.first[run] as number;
    let part = count;
    for (let i = 0; i <= cuts; i += 1) {
      const end = this.#cuts[i] as number;
      if (end === from) continue;
      const shift = (x[from] as number) - anchor;
      const at = part * next.width;
      next.first[part] = from;
      next.parent[part] = run;
      next.shift[part] = shift;
      for (let o = 0; o < neurons; o += 1) {
        const slope = preSlope[row + o] as number;
        const value = slope * shift + (preValue[row + o] as number);
        const mask = value > 0 ? 1 : 0;
        next.mask[at + o] = mask;
        next.slope[at + o] = mask * slope;
        next.value[at + o] = mask * value;
      }
      part += 1;
      from = end;
    }
    return part;
  }
}

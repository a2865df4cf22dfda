/**
 * Result records: what a verification writes down and every report reads.
 *
 * The records are the JSON of `loglog verify`, plain and immutable. Numbers that can leave the range of a double (ε, errors, degrees,
 * end points) are decimal strings. An {@link ErrorEstimate} was sampled; an {@link ErrorBound} was certified; the two are told apart by
 * type and by word, and no reader may turn the first into the second.
 */

/** What a verification found: `violated` comes with a witness, `inconclusive` with a reason, both in `StatementResult.reason`. */
export type Verdict = 'verified' | 'violated' | 'inconclusive';

/**
 * Whose construction a row describes.
 *
 * `paper`: the construction of the statement's paper; `own`: this project's; `competitor`: what a reader could use instead; `baseline`:
 * a textbook method; `lower-bound`: no network at all, but sizes proven necessary for the row's ε (0 where nothing is known of a
 * measure), with `planBound` equal to ε and without `estimate` and `error`.
 */
export type RowRole = 'paper' | 'own' | 'competitor' | 'baseline' | 'lower-bound';

/** The size measures of a network that fit in a double; `degree` does not and is kept apart. */
export type SizeMeasure = 'gates' | 'nodes' | 'depth' | 'parameters' | 'layeredNodes' | 'layeredParameters';

/** The size measures, in the order in which every table lists them. */
export const sizeMeasures: readonly SizeMeasure[] = Object.freeze([
  'gates',
  'nodes',
  'depth',
  'parameters',
  'layeredNodes',
  'layeredParameters',
]);

/** The sizes of one network by name; `degree` is an upper bound of its degree as a decimal integer string. */
export interface SizeRecord extends Readonly<Record<SizeMeasure, number>> {
  readonly degree: string;
}

/** A sampled error: the largest |f − R| over `points` points, attained at `at`; it says nothing between the points. */
export interface ErrorEstimate {
  readonly kind: 'estimate';
  readonly error: string;
  readonly at: string;
  readonly points: number;
  /** The working precision, in words. */
  readonly arithmetic: string;
}

/** A certified error: `lower ≤ sup |f − R| ≤ upper` over the domain, proven. */
export interface ErrorBound {
  readonly kind: 'bound';
  readonly lower: string;
  readonly upper: string;
  /** Path of the certificate, relative to the report's directory. */
  readonly certificate?: string;
}

/** One network built for one ε by one method, with its sizes and what is known of its error. */
export interface Row {
  readonly eps: string;
  readonly target: string;
  readonly domain: readonly [string, string];
  readonly method: string;
  readonly role: RowRole;
  readonly size: SizeRecord;
  /** The planner's bound, proven before any evaluation. */
  readonly planBound: string;
  readonly estimate?: ErrorEstimate;
  readonly error?: ErrorBound;
  /** For a single rational function: its type (m, n), and a proven lower bound of the error of every function of this type. */
  readonly best?: { readonly type: readonly [number, number]; readonly lower: string };
  /** The errors of this row are relative: |f − R|/|f|. */
  readonly relative?: boolean;
  /** Number of steps, for a row that stands for a number of steps instead of an accuracy asked for. */
  readonly steps?: number;
  readonly seconds: number;
  /** Path of the network file, relative to the report's directory. */
  readonly network?: string;
  /** The largest weight or bias in size, for networks of a fixed activation: a decimal string. */
  readonly largestWeight?: string;
}

/**
 * A least-squares fit of a size measure against `L(ε) = log₂ log₂(1/ε)`.
 *
 * `model` is `measure = C·L^a` (`constant` is C, `exponent` is a) or `measure = c0 + c1·L` (`constant` is c1, `exponent` is 1), or the same
 * with log₂(1/ε) in place of L, as it says. A fit
 * describes the rows it came from and proves nothing.
 */
export interface Fit {
  readonly method: string;
  readonly measure: SizeMeasure;
  readonly model: string;
  /** What the sizes are fitted against, if not L. */
  readonly variable?: 'log₂(1/ε)';
  readonly exponent: number;
  readonly constant: number;
  readonly r2: number;
  /** The exponent that the statement claims for this method, where it claims one. */
  readonly claimedExponent?: number;
  /** How many rows the fit came from. */
  readonly points: number;
}

/**
 * Where a method begins to have fewer gates than another one. Beyond what was computed it is an extrapolation: it describes the
 * rows it came from and proves nothing.
 */
export interface Crossing {
  readonly target: string;
  readonly measure: SizeMeasure;
  /** The method that has fewer at first, and the one that overtakes it. */
  readonly methods: readonly [first: string, overtaking: string];
  /** The coarsest ε of the rows from which on the second has no more, where it is among them. */
  readonly measured?: string;
  /** Otherwise where several pairs of fits cross. */
  readonly extrapolated?: readonly ExtrapolatedCrossing[];
}

/** C·v^a with v = L, or log₂(1/ε) where it says so. */
export interface GrowthCurve {
  readonly constant: number;
  readonly exponent: number;
  readonly variable?: 'log₂(1/ε)';
}

/** Where one pair of curves crosses. */
export interface ExtrapolatedCrossing {
  /** L(ε) = log₂ log₂(1/ε). */
  readonly at: number;
  /** The curves of the first and the overtaking method. */
  readonly curves: readonly [GrowthCurve, GrowthCurve];
}

/** A proven lower bound of the best error of all rational functions of a degree. */
export interface DegreeBound {
  readonly target: string;
  readonly degree: number;
  readonly lower: string;
}

/**
 * A part of a statement that was checked case by case, each case proven: `exact` by rational arithmetic, `enclosed` by
 * intervals that contain what is compared. It holds for these cases; the proof for all is in proofs/.
 */
export interface Check {
  readonly claim: string;
  readonly method: 'exact' | 'enclosed';
  /** Cases that hold. */
  readonly cases: number;
  /** A case that contradicts the claim. */
  readonly witness?: string;
  /** Why a case could not be decided. */
  readonly undecided?: string;
}

/** The outcome of verifying one statement. */
export interface StatementResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly claim: string;
  readonly hypotheses?: readonly string[];
  /** The witness of a violation, or why nothing could be decided. */
  readonly reason?: string;
  readonly references: readonly string[];
  readonly rows: readonly Row[];
  /** What was checked case by case, for statements without a ladder of accuracies. */
  readonly checks?: readonly Check[];
  readonly fits: readonly Fit[];
  /** The principal fit; absent where the statement says nothing about growth. */
  readonly fit?: Fit;
  /** What rows of the role `lower-bound` follow from: below `lower` more gates than log₂ `degree` are needed, and more nodes than log₃. */
  readonly degreeBounds?: readonly DegreeBound[];
  /** Where methods overtake each other, by target. */
  readonly crossings?: readonly Crossing[];
  readonly notes: readonly string[];
}

/** Where and when the results were made. */
export interface Environment {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly cpus: string;
  /** ISO 8601. */
  readonly date: string;
  /** The command that made the results, as it would be typed again. */
  readonly command?: string;
}

/** The results of one run: the content of `results.json`. */
export interface VerifyResults {
  readonly statements: readonly StatementResult[];
  readonly environment: Environment;
  readonly seconds: number;
}

/** What the page and its worker tell each other. */

/** A request of the page. */
export interface Request {
  readonly target: string;
  readonly method: string;
  readonly eps: string;
  readonly points: number;
}

/** A network of the error-versus-size figure. */
export interface Rung {
  readonly method: string;
  readonly eps: string;
  readonly gates: number;
  /** log₁₀ of the largest sampled error. */
  readonly error: number;
}

/** An answer of the worker. */
export type Answer =
  | { readonly kind: 'ready'; readonly device: string; readonly targets: Readonly<Record<string, readonly string[]>> }
  | {
      readonly kind: 'built';
      readonly method: string;
      readonly bound: string;
      readonly size: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'curve'; readonly points: readonly (readonly [x: number, log10: number])[] }
  | { readonly kind: 'estimate'; readonly rows: readonly (readonly [string, string])[]; readonly device: string }
  | { readonly kind: 'rung'; readonly rung: Rung }
  | { readonly kind: 'done' }
  | { readonly kind: 'fault'; readonly message: string };

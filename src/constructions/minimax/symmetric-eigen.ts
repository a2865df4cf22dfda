/**
 * Eigenvalues and eigenvectors of small symmetric matrices over any ordered field.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { float64 } from '../../arithmetic/float64.ts';
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { dot, normalised, solveLinear } from './linear-algebra.ts';

/** An eigenvalue with a unit vector. */
export interface EigenPair<T> {
  readonly value: T;
  readonly vector: readonly T[];
}

/** The symmetric matrix as `diagonal`, `off` (below it) and the reflections that bring it to this form, in order. */
interface Tridiagonal<T> {
  readonly diagonal: T[];
  readonly off: T[];
  /** Reflection k is 1 − 2vvᵀ on the coordinates k + 1 …; undefined where nothing had to be reflected. */
  readonly reflections: (readonly T[] | undefined)[];
}

/** Householder's reduction, 4n³/3 operations. */
function tridiagonalise<T>(F: OrderedRealField<T>, matrix: readonly (readonly T[])[]): Tridiagonal<T> {
  const n = matrix.length;
  const A = matrix.map((row) => [...row]);
  const off: T[] = [];
  const reflections: (readonly T[] | undefined)[] = [];
  const at = (i: number, j: number): T => (A[i] as T[])[j] as T;
  for (let k = 0; k + 1 < n; k += 1) {
    const column = Array.from({ length: n - k - 1 }, (_, i) => at(k + 1 + i, k));
    const size = F.sqrt(dot(F, column, column));
    const [first, ...rest] = column as [T, ...T[]];
    if (rest.every((value) => F.compare(value, F.zero) === 0)) {
      off.push(first);
      reflections.push(undefined);
      continue;
    }
    const image = F.compare(first, F.zero) > 0 ? F.neg(size) : size;
    const v = normalised(F, [F.sub(first, image), ...rest]);
    off.push(image);
    reflections.push(v);
    // B ← B − v wᵀ − w vᵀ with w = 2(Bv − (vᵀBv)v), B the lower right block.
    const Bv = v.map((_, i) =>
      dot(
        F,
        v.map((_, j) => at(k + 1 + i, k + 1 + j)),
        v,
      ),
    );
    const inner = dot(F, v, Bv);
    const w = Bv.map((value, i) => F.scale(F.sub(value, F.mul(inner, v[i] as T)), 1));
    for (let i = 0; i < v.length; i += 1) {
      const row = A[k + 1 + i] as T[];
      for (let j = 0; j <= i; j += 1) {
        const change = F.add(F.mul(v[i] as T, w[j] as T), F.mul(w[i] as T, v[j] as T));
        const value = F.sub(row[k + 1 + j] as T, change);
        row[k + 1 + j] = value;
        (A[k + 1 + j] as T[])[k + 1 + i] = value;
      }
    }
  }
  return { diagonal: A.map((_, i) => at(i, i)), off, reflections };
}

const MOST_SWEEPS = 200;

/** The eigenvalues of a symmetric tridiagonal matrix by the implicit QL method with Wilkinson's shifts. */
function tridiagonalEigenvalues<T>(F: OrderedRealField<T>, { diagonal, off }: Tridiagonal<T>): T[] {
  const n = diagonal.length;
  const d = [...diagonal];
  const e = [...off, F.zero];
  const at = (list: readonly T[], i: number): T => list[i] as T;
  const isNegligible = (i: number): boolean => {
    const scale = F.add(F.abs(at(d, i)), F.abs(at(d, i + 1)));
    return F.compare(F.add(scale, F.abs(at(e, i))), scale) === 0;
  };
  for (let l = 0; l < n; l += 1) {
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
      let m = l;
      while (m < n - 1 && !isNegligible(m)) m += 1;
      if (m === l) break;
      const g0 = F.div(F.sub(at(d, l + 1), at(d, l)), F.scale(at(e, l), 1));
      const r0 = F.sqrt(F.add(F.mul(g0, g0), F.one));
      const divisor = F.compare(g0, F.zero) >= 0 ? F.add(g0, r0) : F.sub(g0, r0);
      let g = F.add(F.sub(at(d, m), at(d, l)), F.div(at(e, l), divisor));
      let [s, c, p] = [F.one, F.one, F.zero];
      for (let i = m - 1; i >= l; i -= 1) {
        const f = F.mul(s, at(e, i));
        const b = F.mul(c, at(e, i));
        const r = F.sqrt(F.add(F.mul(f, f), F.mul(g, g)));
        e[i + 1] = r;
        if (F.compare(r, F.zero) === 0) break;
        s = F.div(f, r);
        c = F.div(g, r);
        g = F.sub(at(d, i + 1), p);
        const t = F.add(F.mul(F.sub(at(d, i), g), s), F.scale(F.mul(c, b), 1));
        p = F.mul(s, t);
        d[i + 1] = F.add(g, p);
        g = F.sub(F.mul(c, t), b);
      }
      d[l] = F.sub(at(d, l), p);
      e[l] = g;
      e[m] = F.zero;
    }
  }
  return d;
}

/** The unit vector of an eigenvalue of a tridiagonal matrix, by two steps of inverse iteration, in the original coordinates. */
function vectorOf<T>(F: OrderedRealField<T>, { diagonal, off, reflections }: Tridiagonal<T>, value: T): readonly T[] {
  const n = diagonal.length;
  // A shift beside the eigenvalue keeps the elimination from dividing by zero.
  const size = diagonal.reduce((top, d, i) => F.max(top, F.add(F.abs(d), F.abs(off[i] ?? F.zero))), F.abs(value));
  const tiny = smallestAgainst(F, size);
  const shifted = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      if (i === j) return F.sub(F.sub(diagonal[i] as T, value), tiny);
      return Math.abs(i - j) === 1 ? (off[Math.min(i, j)] as T) : F.zero;
    }),
  );
  let y: readonly T[] = normalised(
    F,
    Array.from({ length: n }, (_, i) => F.fromInteger(1 + ((7 * i) % 5))),
  );
  for (let step = 0; step < 2; step += 1) y = normalised(F, solveLinear(F, shifted, y, 1).solution);
  const x = [...y];
  for (let k = n - 2; k >= 0; k -= 1) {
    const v = reflections[k];
    if (v === undefined) continue;
    const along = F.scale(
      dot(
        F,
        v,
        v.map((_, i) => x[k + 1 + i] as T),
      ),
      1,
    );
    v.forEach((value_, i) => (x[k + 1 + i] = F.sub(x[k + 1 + i] as T, F.mul(along, value_))));
  }
  return x;
}

/** A number that still counts when it is added to `size > 0`, and hardly any smaller one does. */
function smallestAgainst<T>(F: OrderedRealField<T>, size: T): T {
  if (F.compare(size, F.zero) === 0) return F.one;
  let tiny = size;
  for (;;) {
    const next = F.scale(tiny, -8);
    if (F.compare(F.add(size, next), size) === 0) return tiny;
    tiny = next;
  }
}

/**
 * The eigenpairs of a symmetric matrix, by increasing modulus of the eigenvalue, each computed when it is asked for.
 *
 * Error: backward stable, so that eigenvalues are wrong by a few units of the last place of ‖A‖. Cost: 4n³/3 operations,
 * and n² more for each vector; in doubles the decomposition of ml-matrix.
 * @param F - The number system.
 * @param matrix - Its rows.
 * @returns The pairs.
 */
export function* eigenPairs<T>(F: OrderedRealField<T>, matrix: readonly (readonly T[])[]): Generator<EigenPair<T>> {
  if ((F as unknown) === float64) {
    const decomposition = new EigenvalueDecomposition(new Matrix(matrix as unknown as number[][]), {
      assumeSymmetric: true,
    });
    const values = decomposition.realEigenvalues;
    const order = values.map((_, i) => i).sort((i, j) => Math.abs(values[i] as number) - Math.abs(values[j] as number));
    for (const i of order) {
      const vector = decomposition.eigenvectorMatrix.getColumn(i);
      yield { value: values[i] as T, vector: vector as unknown as T[] };
    }
    return;
  }
  const tridiagonal = tridiagonalise(F, matrix);
  const values = tridiagonalEigenvalues(F, tridiagonal).sort((x, y) => F.compare(F.abs(x), F.abs(y)));
  for (const value of values) yield { value, vector: vectorOf(F, tridiagonal, value) };
}

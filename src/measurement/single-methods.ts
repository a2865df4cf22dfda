/**
 * The families of single rational functions.
 */
import { aaaApproximant } from '../constructions/single/aaa.ts';
import { chebyshevPadeApproximant } from '../constructions/single/chebyshev-pade.ts';
import { checkPade, padeApproximant } from '../constructions/single/pade.ts';
import { minimaxMethod } from './construct-minimax.ts';
import type { SingleMethod } from './single-search.ts';

/** upper/lower of certified errors: close enough where only ε matters. */
const TIGHTNESS = 1.05;

const pade: SingleMethod = Object.freeze({
  name: 'pade',
  role: 'competitor',
  summary: 'Padé approximant (n, n) at the middle of the domain of the least degree whose certified error is at most ε',
  check: checkPade,
  approximate: padeApproximant,
  tightness: TIGHTNESS,
} as const);

const chebyshevPade: SingleMethod = Object.freeze({
  name: 'chebyshev-pade',
  role: 'competitor',
  summary:
    'Chebyshev–Padé approximant (n, n) in Clenshaw and Lord’s form of the least degree whose certified error is at most ε',
  approximate: chebyshevPadeApproximant,
  tightness: TIGHTNESS,
} as const);

const aaa: SingleMethod = Object.freeze({
  name: 'aaa',
  role: 'competitor',
  summary:
    'AAA approximant (n, n), its support points chosen greedily, of the least degree whose certified error is at most ε',
  approximate: aaaApproximant,
  tightness: TIGHTNESS,
} as const);

/** Families whose approximants are found by solving one system. */
export const directMethods: readonly SingleMethod[] = Object.freeze([chebyshevPade, pade]);

/** Every family, the best approximants first. */
export const singleMethods: readonly SingleMethod[] = Object.freeze([minimaxMethod, chebyshevPade, pade, aaa]);

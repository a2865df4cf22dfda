/** All statements that can be verified, by id. */
import { lemma11 } from './lemma-1.1.ts';
import { lemma12 } from './lemma-1.2.ts';
import { lemma13 } from './lemma-1.3.ts';
import type { Statement } from './statement.ts';
import { theorem31Upper } from './theorem-3.1-upper.ts';

/** The statements, in the order in which they build on each other. */
export const statements: readonly Statement[] = Object.freeze([lemma11, lemma12, lemma13, theorem31Upper]);

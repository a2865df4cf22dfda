/** All statements that can be verified, by id. */
import { activations } from './activations.ts';
import { asymptotics } from './asymptotics.ts';
import { bntRelu } from './bnt-relu.ts';
import type { CheckableStatement } from './case-statement.ts';
import { layers } from './layers.ts';
import { lemma11 } from './lemma-1.1.ts';
import { lemma12 } from './lemma-1.2.ts';
import { lemma13 } from './lemma-1.3.ts';
import { frontier } from './frontier.ts';
import type { WaveInstance } from './mhl.ts';
import { mhl34 } from './mhl-3.4.ts';
import { mhlA1 } from './mhl-a.1.ts';
import { mhlA2 } from './mhl-a.2.ts';
import { mhlA3 } from './mhl-a.3.ts';
import { mhlA4 } from './mhl-a.4.ts';
import { mhlA5 } from './mhl-a.5.ts';
import { mhlA6 } from './mhl-a.6.ts';
import { mhlA7 } from './mhl-a.7.ts';
import { mhlLemma31 } from './mhl-lemma-3.1.ts';
import { mhlLemma32 } from './mhl-lemma-3.2.ts';
import { mhlLemma33 } from './mhl-lemma-3.3.ts';
import { savings } from './savings.ts';
import type { Statement } from './statement.ts';
import { theorem31Lower } from './theorem-3.1-lower.ts';
import { theorem31Upper } from './theorem-3.1-upper.ts';
import { theorem32 } from './theorem-3.2.ts';
import { theorem33 } from './theorem-3.3.ts';
import { theorem34 } from './theorem-3.4.ts';
import { yarotskySquare } from './yarotsky-square.ts';

/** The statements about sums of triangle waves, which can be checked for any peaks. */
export const waveStatements: readonly CheckableStatement<WaveInstance>[] = Object.freeze([
  mhlLemma31,
  mhlLemma32,
  mhlLemma33,
  mhl34,
  mhlA1,
  mhlA2,
  mhlA3,
  mhlA4,
  mhlA5,
  mhlA6,
  mhlA7,
]);

/** The statements, in the order in which they build on each other. */
export const statements: readonly Statement[] = Object.freeze([
  lemma11,
  lemma12,
  lemma13,
  theorem31Upper,
  activations,
  layers,
  yarotskySquare,
  ...waveStatements,
  theorem31Lower,
  asymptotics,
  frontier,
  savings,
  theorem32,
  theorem33,
  theorem34,
  bntRelu,
]);

/**
 * The statements that are verified, one file each, and the records of their results.
 * @module
 */
export { activations } from './activations.ts';
export {
  type CaseStatement,
  caseStatement,
  type CheckableStatement,
  checkInstance,
  type Finding,
  type Instances,
  type Proposition,
} from './case-statement.ts';
export { shortfall, staleness } from './proofs.ts';
export { fitLine, fitPower, type FitVariable, keepsGrowth, logLog } from './growth.ts';
export { type ComparedMethod, type GrowthStatement, growthStatement } from './growth-statement.ts';
export { layers } from './layers.ts';
export { lemma11 } from './lemma-1.1.ts';
export { lemma12 } from './lemma-1.2.ts';
export { lemma13 } from './lemma-1.3.ts';
export { instanceOf, type WaveInstance } from './mhl.ts';
export type * from './records.ts';
export { statements, waveStatements } from './registry.ts';
export type { RowRequest, Statement, VerificationContext } from './statement.ts';
export { theorem31Lower } from './theorem-3.1-lower.ts';
export { theorem31Upper } from './theorem-3.1-upper.ts';
export { type GateInstance, yarotskySquare } from './yarotsky-square.ts';

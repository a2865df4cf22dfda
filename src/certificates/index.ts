/**
 * Certificates of uniform errors: what they consist of, and how to check them without the search that found them.
 * @module
 */
export type { AttainedAt, BoundClaim, Certificate, Claim, IdentityClaim, UnboundedClaim } from './certificate.ts';
export { parseCertificate, type ReadCertificate, serializeCertificate } from './certificate-file.ts';
export { boxProblem, type BoxProblem } from './box-problem.ts';
export type { BoxCertificate, ViewProof } from './box-certificate.ts';
export {
  isBoxCertificate,
  parseBoxCertificate,
  type ReadBoxCertificate,
  serializeBoxCertificate,
} from './box-certificate-file.ts';
export { checkBoxCertificate } from './box-check.ts';
export type { ModelSettings } from './box-bound.ts';
export { checkCertificate, type CheckOptions, type CheckResult } from './check.ts';
export type { Contour, Tiling } from './contour.ts';
export type { ErrorValues, NodeTask, PanelBound } from './interpolation.ts';
export type { ModelShape } from './model.ts';
export {
  type AnalyticPanel,
  type CircuitCover,
  type ErrorProblem,
  type Panel,
  PanelFault,
  type RangePanel,
} from './panel.ts';
export { boundPanel } from './panel-bound.ts';
export type { PoleClaim } from './pole.ts';
export { STEP, type Steps } from './steps.ts';

/**
 * loglog: constructive approximation theory with rational networks, and with ReLU networks of triangle waves.
 *
 * Everything here runs in a browser. Reports, which write files, are `loglog/report`; the records that they read are
 * `loglog/theorems`.
 *
 * @packageDocumentation
 */
export * from './arithmetic/index.ts';
export * from './certificates/index.ts';
export * from './circuits/index.ts';
export * from './constructions/index.ts';
export * from './functions/index.ts';
export { type GpuAccess, requestGpu } from './gpu/index.ts';
export * from './measurement/index.ts';
export * from './triangle/index.ts';
export * from './training/index.ts';
export { type Statement, statements, type VerificationContext } from './theorems/index.ts';

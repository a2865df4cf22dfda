/**
 * Triangle-wave compositional networks: the functions, their derivatives and limits, their ReLU encoding, gates made of
 * them, and the exact linear pieces of ReLU networks.
 * @module
 */
export { type AffineRelu, affineReluOver } from './affine-relu.ts';
export { type Bends, bendsOfWaves, type PiecewiseLinear, slopesOf, sumPieces } from './bends.ts';
export { type ChebyshevInterpolant, chebyshevInterpolant } from '../constructions/chebyshev.ts';
export {
  type DerivativeEnclosure,
  encloseDerivative,
  jumpBracket,
  type OneSided,
  sumDerivatives,
  waveDerivatives,
} from './derivatives.ts';
export { type AffineLayer, encodeWaves, encodingLayers, followsRule, type WaveRatios } from './encoding.ts';
export { chebyshevError, chebyshevSum, productGate, signedSquareGate, squareGate } from './gates.ts';
export { truncationError } from './limit.ts';
export { type Line, type LinearPiece, linearPieces } from './linear-pieces.ts';
export { type ReluBuilder, reluBuilder, type Signal } from './network-builder.ts';
export {
  boundAsText,
  boundOnPieces,
  boundPiecewiseError,
  type PiecewiseBound,
  type PiecewiseBoundOptions,
} from './piecewise-error.ts';
export { reluKit } from './relu-kit.ts';
export { extendPeaks, firstFactor, scalingFactors, scalingRatio, type WaveForm } from './scaling.ts';
export { triangle, triangleWaves, waveSum } from './waves.ts';

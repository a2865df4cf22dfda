/** The squaring gates of ReLU, for turning rational circuits into ReLU networks. */
import { RELU } from '../circuits/network-builder.ts';
import type { GateKit } from '../constructions/gates/gate-kit.ts';
import { log2, S } from '../constructions/planning.ts';
import type { AffineRelu } from './affine-relu.ts';
import { signedSquareGate } from './gates.ts';

/** Gates of n triangle waves, whose error on [−1, 1] is at most 4^{−(n+1)} ({@link signedSquareGate}). */
export const reluKit: GateKit = Object.freeze<GateKit>({
  carrying: RELU,
  square: (tolerance) => {
    // 2^{-60} covers the rounding of the logarithm.
    const waves = Math.max(1, Math.ceil(-log2(tolerance) / 2 + 2 ** -40) - 1);
    return {
      apply: (P, x) => {
        const relu: AffineRelu<typeof x> = { ...P, relu: (u) => P.activate(u), hold: (u) => P.activate(u) };
        return signedSquareGate(relu, x, waves);
      },
      error: S.scale(S.one, -2 * (waves + 1)),
      steps: { activation: 'relu', waves },
    };
  },
});

import { describe } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { complexBall } from '../../src/arithmetic/complex-ball.ts';
import { decimal } from '../../src/arithmetic/decimal.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { interval64 } from '../../src/arithmetic/interval64.ts';
import { limbs } from '../../src/arithmetic/limbs.ts';
import { dyadic, makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { circularLaws, exponentialLaws, rootLaws } from './function-laws.ts';
import { fieldLaws, latticeLaws, orderLaws, ringLaws } from './ring-laws.ts';
import { complex, discs, enclosing, exact, intervals, rounding, series, type System } from './systems.ts';

function laws<T>(system: System<T>): void {
  describe(system.field.name, () => {
    ringLaws(system);
    fieldLaws(system);
    orderLaws(system);
    latticeLaws(system);
    rootLaws(system);
    exponentialLaws(system);
    circularLaws(system);
  });
}

// A new number system is one line: how it agrees, the size of an ulp, and its cost.
laws(exact(rationals));
laws(rounding(float64, dyadic(1n, -52), 1));
laws(rounding(bigfloat(53), dyadic(1n, -52), 1));
laws(rounding(bigfloat(113), dyadic(1n, -112), 1));
laws(rounding(bigfloat(200), dyadic(1n, -199), 1));
laws(rounding(bigfloat(1000), dyadic(1n, -999), 8));
// Functions of limbs are right to nine bits less.
laws(rounding(limbs(128), dyadic(1n, -119), 2));
laws(rounding(limbs(320), dyadic(1n, -311), 2));
laws(rounding(decimal(30), makeRational(1n, 10n ** 29n), 8));
laws(rounding(decimal(100), makeRational(1n, 10n ** 99n), 30));
laws(enclosing(ball(64), 2));
laws(enclosing(ball(200), 3));
laws(intervals(interval64, 53, 1));
laws(discs(complexBall(64), 4));
laws(discs(complexBall(200), 8));
laws(complex(exact(rationals)));
laws(complex(rounding(bigfloat(113), dyadic(1n, -112), 1)));
laws(complex(rounding(float64, dyadic(1n, -52), 1)));
laws(series(rounding(bigfloat(400), dyadic(1n, -220), 1), bigfloat(400), 5));
laws(series(enclosing(ball(400), 2), ball(400), 3));

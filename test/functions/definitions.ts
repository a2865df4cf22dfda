/** PyTorch's definitions, literally and with comparisons: an oracle for the catalog at a precision that survives cancellation. */
import type { BigFloat, BigFloatField } from '../../src/arithmetic/bigfloat.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';

export type Definition = (F: BigFloatField, x: BigFloat) => BigFloat;

const number = (F: BigFloatField, text: string): BigFloat => F.constant(parseNumeral(text));
const isNegative = (x: BigFloat): boolean => x.mantissa < 0n;

const sigmoid: Definition = (F, x) => F.div(F.one, F.add(F.one, F.exp(F.neg(x))));
const softplus: Definition = (F, x) => F.log(F.add(F.one, F.exp(x)));
const relu6: Definition = (F, x) => {
  const six = F.fromInteger(6);
  return isNegative(x) ? F.zero : F.compare(x, six) > 0 ? six : x;
};
const elu =
  (alpha: string): Definition =>
  (F, x) =>
    isNegative(x) ? F.mul(number(F, alpha), F.sub(F.exp(x), F.one)) : x;
const leaky =
  (slope: string): Definition =>
  (F, x) =>
    isNegative(x) ? F.mul(number(F, slope), x) : x;
const half = (F: BigFloatField, x: BigFloat): BigFloat => F.scale(x, -1);

export const DEFINITIONS: Readonly<Record<string, Definition>> = {
  relu: (F, x) => (isNegative(x) ? F.zero : x),
  'leaky-relu': leaky('0.01'),
  'leaky-relu:0.3': leaky('0.3'),
  prelu: leaky('0.25'),
  relu6,
  hardtanh: (F, x) => (F.compare(F.abs(x), F.one) > 0 ? F.sign(x) : x),
  hardsigmoid: (F, x) => F.div(relu6(F, F.add(x, F.fromInteger(3))), F.fromInteger(6)),
  hardswish: (F, x) => F.mul(x, F.div(relu6(F, F.add(x, F.fromInteger(3))), F.fromInteger(6))),
  softsign: (F, x) => F.div(x, F.add(F.one, F.abs(x))),
  sigmoid,
  logsigmoid: (F, x) => F.log(sigmoid(F, x)),
  softplus,
  'softplus:2.5': (F, x) => F.div(softplus(F, F.mul(number(F, '2.5'), x)), number(F, '2.5')),
  silu: (F, x) => F.mul(x, sigmoid(F, x)),
  mish: (F, x) => F.mul(x, F.tanh(softplus(F, x))),
  'gelu-tanh': (F, x) => {
    const cubic = F.add(x, F.mul(number(F, '0.044715'), F.mul(x, F.mul(x, x))));
    const u = F.mul(F.sqrt(F.div(F.fromInteger(2), F.pi)), cubic);
    return F.mul(half(F, x), F.add(F.one, F.tanh(u)));
  },
  'gelu-erf': (F, x) => F.mul(half(F, x), F.add(F.one, F.erf(F.div(x, F.sqrt(F.fromInteger(2)))))),
  elu: elu('1'),
  'elu:0.3': elu('0.3'),
  celu: elu('1'),
  'celu:0.3': (F, x) => {
    const a = number(F, '0.3');
    return isNegative(x) ? F.mul(a, F.sub(F.exp(F.div(x, a)), F.one)) : x;
  },
  selu: (F, x) => F.mul(number(F, '1.0507009873554804934193349852946'), elu('1.6732632423543772848170429916717')(F, x)),
  golu: (F, x) => F.mul(x, F.exp(F.neg(F.exp(F.neg(x))))),
  'cauchy:1,1/2,2': (F, x) => F.div(F.add(x, number(F, '0.5')), F.add(F.mul(x, x), F.fromInteger(4))),
};

// Elementwise functions that ONNX has no operator for, or not with TF.js's semantics, composed of operators it has.
// Every function takes and returns names of values of one dtype; shapes broadcast.
import type { GraphBuilder, TensorDtype } from '../../onnx/graph-builder.ts';

/** e^x - 1 without cancellation: 2t / (1 - t) with t = tanh(x / 2) for |x| < 1. float32. */
export function expm1(b: GraphBuilder, x: string): string {
  const one = b.scalar(1);
  const t = b.node('Tanh', [b.node('Mul', [x, b.scalar(0.5)])]);
  const near = b.node('Div', [b.node('Add', [t, t]), b.node('Sub', [one, t])]);
  const far = b.node('Sub', [b.node('Exp', [x]), one]);
  return b.node('Where', [b.node('Less', [b.node('Abs', [x]), one]), near, far]);
}

/**
 * log(1 + x) without cancellation: with u = 1 + x rounded, log(u) * x / (u - 1), or x where u is 1. float32.
 * Source: Kahan, as in Goldberg 1991, theorem 4.
 */
export function log1p(b: GraphBuilder, x: string): string {
  const one = b.scalar(1);
  const u = b.node('Add', [one, x]);
  const log = b.node('Log', [u]);
  const corrected = b.node('Mul', [log, b.node('Div', [x, b.node('Sub', [u, one])])]);
  const near = b.node('Where', [b.node('Equal', [u, one]), x, corrected]);
  return b.node('Where', [b.node('Greater', [x, one]), log, near]);
}

/** Angle of the point (x, y) in (-pi, pi]. Not for two infinite arguments (NaN). float32. */
export function atan2(b: GraphBuilder, y: string, x: string): string {
  const zero = b.scalar(0);
  const below = b.node('Less', [y, zero]);
  const halfTurn = b.node('Where', [below, b.scalar(-Math.PI), b.scalar(Math.PI)]);
  const turn = b.node('Where', [b.node('Less', [x, zero]), halfTurn, zero]);
  const angle = b.node('Add', [b.node('Atan', [b.node('Div', [y, x])]), turn]);
  const origin = b.node('And', [b.node('Equal', [x, zero]), b.node('Equal', [y, zero])]);
  return b.node('Where', [origin, zero, angle]);
}

/** Sign as -1, 0 or 1; 0 for NaN. ONNX's own Sign is several times slower. */
export function sign(b: GraphBuilder, x: string, dtype: TensorDtype): string {
  const zero = b.scalar(0, dtype);
  const positive = b.cast(b.node('Greater', [x, zero]), dtype);
  return b.node('Sub', [positive, b.cast(b.node('Less', [x, zero]), dtype)]);
}

/** 1 where x > 0, `alpha` elsewhere, NaN where x is NaN. Clip passes NaN on, which Where alone would not. */
export function step(b: GraphBuilder, x: string, alpha: number, dtype: TensorDtype): string {
  const otherwise = b.scalar(dtype === 'int32' ? Math.trunc(alpha) : alpha, dtype);
  const positive = b.node('Greater', [x, b.scalar(0, dtype)]);
  return b.node('Where', [positive, b.scalar(1, dtype), b.node('Clip', [x, otherwise, otherwise])]);
}

/** Remainder with the sign of the divisor. int32: 0 where the divisor is 0. */
export function mod(b: GraphBuilder, x: string, y: string, dtype: TensorDtype): string {
  if (dtype === 'int32') {
    return unlessZero(b, y, (divisor) => b.node('Mod', [x, divisor]));
  }
  const zero = b.scalar(0);
  const remainder = b.node('Mod', [x, y], { fmod: 1 });
  const shifted = b.node('Mod', [b.node('Add', [remainder, y]), y], { fmod: 1 });
  const oneSided = b.node('Equal', [b.node('Less', [x, zero]), b.node('Less', [y, zero])]);
  return b.node('Where', [oneSided, remainder, shifted]);
}

/** Quotient rounded down, int32. 0 where the divisor is 0, as TF.js has it: ONNX Runtime would end the run. */
export function floorDiv(b: GraphBuilder, x: string, y: string, dtype: TensorDtype): string {
  if (dtype === 'float32') return b.cast(b.node('Floor', [b.node('Div', [x, y])]), 'int32');
  return unlessZero(b, y, (divisor) => {
    const multiple = b.node('Sub', [x, b.node('Mod', [x, divisor])]);
    return b.node('Div', [multiple, divisor]);
  });
}

function unlessZero(b: GraphBuilder, divisor: string, nodes: (divisor: string) => string): string {
  const zero = b.scalar(0, 'int32');
  const isZero = b.node('Equal', [divisor, zero]);
  const result = nodes(b.node('Where', [isZero, b.scalar(1, 'int32'), divisor]));
  return b.node('Where', [isZero, zero, result]);
}

// Shapes that several kernel families need.
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';

/** Broadcast shape of two shapes, by NumPy's rules. Throws TF.js's own error where they do not agree. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

/** Axes as non-negative numbers in ascending order. */
export function normalizedAxes(axis: number | readonly number[], rank: number): number[] {
  const axes = typeof axis === 'number' ? [axis] : [...axis];
  return axes.map((a) => (a < 0 ? a + rank : a)).sort((a, b) => a - b);
}

/** Brings an operand to a dtype; free where it has it already. */
export function asDtype(b: GraphBuilder, operand: Operand, dtype: Operand['dtype']): string {
  return operand.dtype === dtype ? operand.name : b.cast(operand.name, dtype);
}

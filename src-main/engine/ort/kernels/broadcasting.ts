// Shapes that several kernel families need.
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';

/** Broadcast shape of two shapes, by NumPy's rules. Throws TF.js's own error where they do not agree. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

/** Brings an operand to a dtype; free where it has it already. */
export function asDtype(b: GraphBuilder, operand: Operand, dtype: Operand['dtype']): string {
  return operand.dtype === dtype ? operand.name : b.cast(operand.name, dtype);
}

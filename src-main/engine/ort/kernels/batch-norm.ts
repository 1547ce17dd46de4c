// TF.js's batch norm with given statistics.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import type { KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';

/** (x - mean) / sqrt(variance + epsilon) * scale + offset; all broadcast from the last axis. */
const fusedBatchNorm: KernelRow = {
  inputs: ['x', 'mean', 'variance', 'offset?', 'scale?'],
  infer: ([x]) => ({ shape: (x as TensorSpec).shape, dtype: 'float32' }),
  lower(b, [x, mean, variance, offset, scale], attrs) {
    const deviation = deviationNodes(b, variance.name, attrs.varianceEpsilon as number);
    const factor =
      scale === undefined ? b.node('Reciprocal', [deviation]) : b.node('Div', [scale.name, deviation]);
    const scaled = b.node('Mul', [b.node('Sub', [x.name, mean.name]), factor]);
    return offset === undefined ? scaled : b.node('Add', [scaled, offset.name]);
  },
};

/** sqrt(variance + epsilon). */
export function deviationNodes(b: GraphBuilder, variance: string, epsilon: number): string {
  return b.node('Sqrt', [b.node('Add', [variance, b.scalar(epsilon)])]);
}

export const batchNorm: KernelTable = { FusedBatchNorm: fusedBatchNorm };

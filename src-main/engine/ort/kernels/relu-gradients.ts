// Gradients of ReLU and ReLU6 from their outputs, so that their inputs need not be kept.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import type { KernelRow, KernelTable } from '../kernel-row.ts';

/** Any positive float32 times this, cut at 1, is 1: a step function in one pass. */
const steep = 3e38;

/**
 * dy where y > 0, else 0. ms for 19 MB on one thread: 7 as here, 9 by a comparison and its cast, 18 by Where. Exported
 * or on a GPU it is the comparison, because a slope of 3e38 is not for every compiler.
 */
const reluGradient: KernelRow = {
  inputs: ['dy', 'y'],
  infer: ([dy]) => dy,
  lower(b, [dy, y]) {
    if (b.portable) return masked(b, dy.name, b.node('Greater', [y.name, b.scalar(0)]));
    const step = b.node('HardSigmoid', [y.name], { alpha: { float: steep }, beta: { float: 0 } });
    return b.node('Mul', [dy.name, step]);
  },
};

/** dy where 0 < y < 6, else 0. */
const relu6Gradient: KernelRow = {
  inputs: ['dy', 'y'],
  infer: ([dy]) => dy,
  lower(b, [dy, y]) {
    const inside = [b.node('Greater', [y.name, b.scalar(0)]), b.node('Less', [y.name, b.scalar(6)])];
    return masked(b, dy.name, b.node('And', inside));
  },
};

function masked(b: GraphBuilder, dy: string, mask: string): string {
  return b.node('Mul', [dy, b.cast(mask, 'float32')]);
}

export const reluGradients: KernelTable = {
  FinesseReluGradient: reluGradient,
  FinesseRelu6Gradient: relu6Gradient,
};

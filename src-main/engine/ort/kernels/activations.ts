// Activations that TF.js fuses behind matrix products and convolutions.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';

export interface ActivationOperands {
  /** Name of the slope tensor of `prelu`. */
  readonly prelu?: string | undefined;
  readonly leakyreluAlpha?: number | undefined;
}

/** Applies a TF.js activation by its name ('linear', 'relu', ...) to a float32 value. Throws on an unknown name. */
export function activationNodes(
  b: GraphBuilder,
  x: string,
  activation: string | undefined,
  operands: ActivationOperands,
): string {
  switch (activation) {
    case undefined:
    case null:
    case 'linear':
      return x;
    case 'relu':
      return b.node('Relu', [x]);
    case 'relu6':
      return b.node('Clip', [x, b.scalar(0), b.scalar(6)]);
    case 'elu':
      return b.node('Elu', [x]);
    case 'sigmoid':
      return b.node('Sigmoid', [x]);
    case 'leakyrelu':
      return b.node('LeakyRelu', [x], { alpha: { float: operands.leakyreluAlpha ?? 0.2 } });
    case 'prelu':
      return b.node('PRelu', [x, operands.prelu as string]);
    default:
      throw new Error(`Activation ${activation} has not been implemented for the ort backend.`);
  }
}

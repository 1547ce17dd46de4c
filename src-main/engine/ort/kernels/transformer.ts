// Native kernels of transformer layers: linear, layer norm, GELU, attention, each with its gradient kernel.
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import type { KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { sizeOf } from '../kernel-row.ts';
import { matrixProduct } from './matrix-product.ts';

/** Sum over all axes but the last: x[..., width] -> [width]. */
function sumRows(b: GraphBuilder, x: string, rank: number): string {
  return b.node('ReduceSum', [x, b.ints(Array.from({ length: rank - 1 }, (_, axis) => axis))], {
    keepdims: 0,
  });
}

/** x[..., in], weight[out, in], bias[out] -> x W^T + b [..., out]. */
const linear: KernelRow = {
  inputs: ['x', 'weight', 'bias'],
  infer([x, weight]) {
    const width = x.shape.at(-1);
    if (width !== weight.shape[1]) {
      throw new Error(
        `Error in linear: the last axis of x [${x.shape}] must be ${weight.shape[1]}, as in weight [${weight.shape}].`,
      );
    }
    return { shape: [...x.shape.slice(0, -1), weight.shape[0]], dtype: 'float32' };
  },
  lower(b, [x, weight, bias], _, [output]) {
    const rows = x.shape.length === 2 ? x.name : b.reshape(x.name, [-1, weight.shape[1]]);
    const y = b.node('Add', [matrixProduct(b, rows, weight.name, { rank: 2, transposeB: true }), bias.name]);
    return x.shape.length === 2 ? y : b.reshape(y, output.shape);
  },
};

/** x, weight, dy -> gradients of x, weight, bias. */
const linearGradient: KernelRow = {
  inputs: ['x', 'weight', 'dy'],
  infer: ([x, weight]) => [x, weight, { shape: [weight.shape[0]], dtype: 'float32' }],
  lower(b, [x, weight, dy]) {
    const [out, width] = weight.shape;
    const rowsOfX = b.reshape(x.name, [sizeOf(x.shape) / width, width]);
    const rowsOfDy = b.reshape(dy.name, [sizeOf(dy.shape) / out, out]);
    return [
      b.reshape(b.node('MatMul', [rowsOfDy, weight.name]), x.shape),
      matrixProduct(b, rowsOfDy, rowsOfX, { rank: 2, transposeA: true }),
      sumRows(b, rowsOfDy, 2),
    ];
  },
};

/** x[..., width], gamma, beta -> y, mean[..., 1], inverse standard deviation[..., 1]. */
const layerNorm: KernelRow = {
  inputs: ['x', 'gamma', 'beta'],
  infer([x]) {
    const rows: TensorSpec = { shape: [...x.shape.slice(0, -1), 1], dtype: 'float32' };
    return [x, rows, rows];
  },
  lower: (b, [x, gamma, beta], attrs) =>
    b.multi('LayerNormalization', [x.name, gamma.name, beta.name], 3, {
      axis: -1,
      epsilon: { float: attrs.epsilon as number },
    }),
};

/**
 * With n = (x - mean) * inverse and g = dy * gamma:
 * dx = inverse * (g - mean(g) - n * mean(g * n)); dgamma = sum(dy * n); dbeta = sum(dy).
 */
const layerNormGradient: KernelRow = {
  inputs: ['x', 'gamma', 'mean', 'inverse', 'dy'],
  infer: ([x, gamma]) => [x, gamma, gamma],
  lower(b, [x, gamma, mean, inverse, dy]) {
    const last = b.ints([-1]);
    const normal = b.node('Mul', [b.node('Sub', [x.name, mean.name]), inverse.name]);
    const scaled = b.node('Mul', [dy.name, gamma.name]);
    const centred = b.node('Sub', [scaled, b.node('ReduceMean', [scaled, last])]);
    const along = b.node('ReduceMean', [b.node('Mul', [scaled, normal]), last]);
    const dx = b.node('Mul', [b.node('Sub', [centred, b.node('Mul', [normal, along])]), inverse.name]);
    const rank = x.shape.length;
    return [dx, sumRows(b, b.node('Mul', [dy.name, normal]), rank), sumRows(b, dy.name, rank)];
  },
};

/** x / 2 * (1 + erf(x / sqrt 2)). */
const gelu: KernelRow = {
  inputs: ['x'],
  infer: ([x]) => x,
  lower: (b, [x]) => b.node('Gelu', [x.name], { approximate: 'none' }),
};

/** dx = dy * (Phi(x) + x phi(x)) with Phi = (1 + erf(x / sqrt 2)) / 2 and phi(x) = exp(-x^2 / 2) / sqrt(2 pi). */
const geluGradient: KernelRow = {
  inputs: ['x', 'dy'],
  infer: ([x]) => x,
  lower(b, [x, dy]) {
    const half = b.scalar(0.5);
    const erf = b.node('Erf', [b.node('Mul', [x.name, b.scalar(Math.SQRT1_2)])]);
    const cumulative = b.node('Add', [b.node('Mul', [erf, half]), half]);
    const scaled = b.node('Mul', [x.name, b.scalar(-0.5)]);
    const density = b.node('Exp', [b.node('Mul', [x.name, scaled])]);
    // scaled = -x / 2, so that x / sqrt(2 pi) = scaled * (-sqrt(2 / pi)).
    const term = b.node('Mul', [b.node('Mul', [scaled, b.scalar(-Math.sqrt(2 / Math.PI))]), density]);
    return b.node('Mul', [dy.name, b.node('Add', [cumulative, term])]);
  },
};

/** [batch, tokens, heads * size] -> [batch, heads, tokens, size]. */
function splitHeads(b: GraphBuilder, x: Operand, heads: number): string {
  const [batch, tokens, width] = x.shape;
  return b.transpose(b.reshape(x.name, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

/** [batch, heads, tokens, size] -> [batch, tokens, heads * size]. */
function mergeHeads(b: GraphBuilder, x: string, shape: readonly number[]): string {
  return b.reshape(b.transpose(x, [0, 2, 1, 3]), shape);
}

/** q, k [batch, tokens, heads * size], mask[batch, 1, 1, tokens] -> softmax of the scores [batch, heads, tokens, tokens]. */
const attentionWeights: KernelRow = {
  inputs: ['q', 'k', 'mask'],
  infer([q, k], attrs) {
    const [batch, tokens] = q.shape;
    return { shape: [batch, attrs.heads as number, tokens, k.shape[1]], dtype: 'float32' };
  },
  lower(b, [q, k, mask], attrs) {
    const heads = attrs.heads as number;
    const factor = 1 / Math.sqrt(q.shape[2] / heads);
    const options = { rank: 4, transposeB: true, factor };
    const scores = matrixProduct(b, splitHeads(b, q, heads), splitHeads(b, k, heads), options);
    return b.node('Softmax', [b.node('Add', [scores, mask.name])], { axis: -1 });
  },
};

/** weights, dWeights, q, k -> dq, dk. With D = sum(dWeights * weights): dScores = weights * (dWeights - D). */
const attentionWeightsGradient: KernelRow = {
  inputs: ['weights', 'dWeights', 'q', 'k'],
  infer: ([, , q, k]) => [q, k],
  lower(b, [weights, dWeights, q, k], attrs) {
    const heads = attrs.heads as number;
    const factor = 1 / Math.sqrt(q.shape[2] / heads);
    const along = b.node('ReduceSum', [b.node('Mul', [weights.name, dWeights.name]), b.ints([-1])]);
    const dScores = b.node('Mul', [weights.name, b.node('Sub', [dWeights.name, along])]);
    return [
      mergeHeads(b, matrixProduct(b, dScores, splitHeads(b, k, heads), { rank: 4, factor }), q.shape),
      mergeHeads(
        b,
        matrixProduct(b, dScores, splitHeads(b, q, heads), { rank: 4, transposeA: true, factor }),
        k.shape,
      ),
    ];
  },
};

/** weights[batch, heads, tokens, tokens], v[batch, tokens, heads * size] -> weighted values, shaped as v. */
const attentionMix: KernelRow = {
  inputs: ['weights', 'v'],
  infer: ([weights, v]) => ({ shape: [v.shape[0], weights.shape[2], v.shape[2]], dtype: 'float32' }),
  lower: (b, [weights, v], _, [output]) =>
    mergeHeads(b, b.node('MatMul', [weights.name, splitHeads(b, v, weights.shape[1])]), output.shape),
};

/** weights, v, dy -> dWeights, dv. */
const attentionMixGradient: KernelRow = {
  inputs: ['weights', 'v', 'dy'],
  infer: ([weights, v]) => [weights, v],
  lower(b, [weights, v, dy]) {
    const heads = weights.shape[1];
    const gradient = splitHeads(b, dy, heads);
    return [
      matrixProduct(b, gradient, splitHeads(b, v, heads), { rank: 4, transposeB: true }),
      mergeHeads(b, matrixProduct(b, weights.name, gradient, { rank: 4, transposeA: true }), v.shape),
    ];
  },
};

export const transformer: KernelTable = {
  FinesseLinear: linear,
  FinesseLinearGradient: linearGradient,
  FinesseLayerNorm: layerNorm,
  FinesseLayerNormGradient: layerNormGradient,
  FinesseGelu: gelu,
  FinesseGeluGradient: geluGradient,
  FinesseAttentionWeights: attentionWeights,
  FinesseAttentionWeightsGradient: attentionWeightsGradient,
  FinesseAttentionMix: attentionMix,
  FinesseAttentionMixGradient: attentionMixGradient,
};

// Operations the engine offers beside TensorFlow.js's own: fused forms with their own gradients.
// Native on the `ort` backend, composed of TF.js ops elsewhere; model code is written once.
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel, runKernelMulti } from './native-kernel.ts';

/** Layer normalisation over the last axis. x[..., width], gamma[width], beta[width] float32 -> same shape as x. */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  if (hasKernel('FinesseLayerNorm'))
    return runKernelMulti('FinesseLayerNorm', { x, gamma, beta }, { epsilon })[0];
  const mean = tf.mean(x, -1, true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), gamma), beta);
}

/** GELU with the exact error function: x / 2 * (1 + erf(x / sqrt 2)). Source: Hendrycks and Gimpel 2016. */
export function gelu(x: tf.Tensor): tf.Tensor {
  if (hasKernel('FinesseGelu')) return runKernel('FinesseGelu', { x });
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** y = x W^T + b with W[out, in] as PyTorch keeps it; x[..., in] -> [..., out]. */
export function linear(x: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor {
  if (hasKernel('FinesseLinear')) return runKernel('FinesseLinear', { x, weight, bias });
  const width = x.shape[x.rank - 1] as number;
  const rows = tf.reshape(x, [-1, width]);
  const y = tf.add(tf.matMul(rows, weight, false, true), bias);
  return tf.reshape(y, [...x.shape.slice(0, -1), weight.shape[0]]);
}

/**
 * Scaled dot-product attention over heads. q, k, v float32[batch, tokens, heads * size];
 * mask float32[batch, 1, 1, tokens], added to the scores (0 keeps, a large negative number hides).
 * -> float32[batch, tokens, heads * size]. Source: Vaswani et al. 2017, section 3.2.
 */
export function attention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  mask: tf.Tensor,
  heads: number,
  weightDropout?: AttentionDropout,
): tf.Tensor {
  const native = hasKernel('FinesseAttentionWeights');
  const weights = native
    ? runKernel('FinesseAttentionWeights', { q, k, mask }, { heads })
    : composedWeights(q, k, mask, heads);
  const kept =
    weightDropout === undefined
      ? weights
      : dropout(weights, weightDropout.rate, weightDropout.seed, weightDropout.salt);
  if (native) return runKernel('FinesseAttentionMix', { weights: kept, v });
  return tf.reshape(tf.transpose(tf.matMul(kept, splitHeads(v, heads)), [0, 2, 1, 3]), q.shape);
}

function composedWeights(q: tf.Tensor, k: tf.Tensor, mask: tf.Tensor, heads: number): tf.Tensor {
  const size = (q.shape[2] as number) / heads;
  const scores = tf.mul(
    tf.matMul(splitHeads(q, heads), splitHeads(k, heads), false, true),
    1 / Math.sqrt(size),
  );
  return tf.softmax(tf.add(scores, mask));
}

function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch, tokens, width] = x.shape as [number, number, number];
  return tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

/** Dropout of the attention weights after the softmax, float32[batch, heads, tokens, tokens]; see `dropout`. */
export interface AttentionDropout {
  readonly rate: number;
  readonly seed: tf.Tensor;
  readonly salt: number;
}

/** Convolution of pictures. x[batch, in, height, width], weight[out, in / groups, kh, kw] (PyTorch's OIHW). */
export interface Conv2dOptions {
  readonly stride: number;
  /** One number for all sides, or [top, bottom, left, right]. */
  readonly padding: number | readonly [number, number, number, number];
  /** 1, or the number of channels (depthwise). */
  readonly groups: number;
}

const nchwToNhwc = [0, 2, 3, 1];
const nhwcToNchw = [0, 3, 1, 2];

/** 2-D convolution without bias, NCHW and OIHW. -> [batch, out, outHeight, outWidth]. */
export function conv2d(x: tf.Tensor4D, weight: tf.Tensor4D, options: Conv2dOptions): tf.Tensor4D {
  const { stride, padding, groups } = options;
  const sides = typeof padding === 'number' ? ([padding, padding, padding, padding] as const) : padding;
  if (hasKernel('FinesseConv2d')) {
    return runKernel('FinesseConv2d', { x, weight }, { stride, padding: sides, groups });
  }
  const [, , kernelHeight, kernelWidth] = weight.shape;
  const nhwc = coveredPicture(tf.transpose(x, nchwToNhwc) as tf.Tensor4D, weight, { stride, sides });
  const y =
    groups === 1
      ? tf.conv2d(nhwc, tf.transpose(weight, [2, 3, 1, 0]) as tf.Tensor4D, stride, 'valid')
      : tf.depthwiseConv2d(
          nhwc,
          tf.transpose(
            tf.reshape(weight, [groups, -1, kernelHeight, kernelWidth]),
            [2, 3, 0, 1],
          ) as tf.Tensor4D,
          stride,
          'valid',
        );
  return tf.transpose(y, nhwcToNchw) as tf.Tensor4D;
}

/**
 * The part of an NHWC picture that the windows of a convolution cover, padded with zeros. Native TensorFlow has no
 * gradient of a convolution with explicit padding, and its filter gradient writes outside its memory where a stride
 * leaves rows over (seen in 2.15 and 2.18, with oneDNN).
 */
function coveredPicture(
  x: tf.Tensor4D,
  weight: tf.Tensor4D,
  window: { readonly stride: number; readonly sides: readonly [number, number, number, number] },
): tf.Tensor4D {
  const [top, bottom, left, right] = window.sides;
  const margins: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const padded = window.sides.some((side) => side > 0) ? (tf.pad(x, margins) as tf.Tensor4D) : x;
  const [batch, height, width, channels] = padded.shape;
  const covered = (length: number, kernel: number) => length - ((length - kernel) % window.stride);
  const rows = covered(height, weight.shape[2]);
  const columns = covered(width, weight.shape[3]);
  if (rows === height && columns === width) return padded;
  return tf.slice(padded, [0, 0, 0, 0], [batch, rows, columns, channels]);
}

/** Result of training-mode batch norm: the output and the batch statistics (biased variance), both [channels]. */
export interface BatchNormResult {
  readonly y: tf.Tensor4D;
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Batch norm with the statistics of this batch; x NCHW, gamma and beta [channels]. Source: Ioffe and Szegedy 2015. */
export function batchNormTraining(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNormResult {
  if (hasKernel('FinesseBatchNorm')) {
    const [y, mean, variance] = runKernelMulti('FinesseBatchNorm', { x, gamma, beta }, { epsilon });
    return { y: y as tf.Tensor4D, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
  }
  const mean = tf.mean(x, [0, 2, 3], true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), [0, 2, 3], true);
  const channel = [1, gamma.size, 1, 1];
  const scale = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), tf.reshape(gamma, channel));
  const y = tf.add(tf.mul(centred, scale), tf.reshape(beta, channel)) as tf.Tensor4D;
  return { y, mean: tf.reshape(mean, [gamma.size]), variance: tf.reshape(variance, [gamma.size]) };
}

/** Batch norm with given statistics; x NCHW, the rest [channels]. */
export function batchNormInference(
  x: tf.Tensor4D,
  statistics: { mean: tf.Tensor1D; variance: tf.Tensor1D; gamma: tf.Tensor1D; beta: tf.Tensor1D },
  epsilon: number,
): tf.Tensor4D {
  const { mean, variance, gamma, beta } = statistics;
  if (hasKernel('FinesseBatchNormInference')) {
    return runKernel('FinesseBatchNormInference', { x, mean, variance, gamma, beta }, { epsilon });
  }
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
  const shift = tf.sub(beta, tf.mul(mean, scale));
  const channel = [1, gamma.size, 1, 1];
  return tf.add(tf.mul(x, tf.reshape(scale, channel)), tf.reshape(shift, channel)) as tf.Tensor4D;
}

/** Max pooling of NCHW pictures. `padding` cells count as minus infinity. */
export function maxPool2d(x: tf.Tensor4D, size: number, stride: number, padding: number): tf.Tensor4D {
  if (hasKernel('FinesseMaxPool')) return runKernel('FinesseMaxPool', { x }, { size, stride, padding });
  const p: [number, number] = [padding, padding];
  const padded = tf.pad(tf.transpose(x, nchwToNhwc), [[0, 0], p, p, [0, 0]], -3.4e38) as tf.Tensor4D;
  return tf.transpose(tf.maxPool(padded, size, stride, 'valid'), nhwcToNchw) as tf.Tensor4D;
}

/**
 * Mean softmax cross-entropy. logits float32[batch, classes]; targets float32[batch, classes], rows sum to 1
 * (one-hot, or smoothed); weights float32[batch]: the result is sum(weights * loss) / sum(weights).
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
  weights: tf.Tensor1D,
): tf.Scalar {
  const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), targets), -1));
  return tf.div(tf.sum(tf.mul(losses, weights)), tf.sum(weights));
}

/**
 * Inverted dropout whose mask depends only on (seed, salt, position), so that a step can be replayed bit for bit.
 * `seed` is an int32 scalar tensor, an input of the step; `salt` tells the layers of one step apart.
 * The masks of different backends differ.
 */
export function dropout(x: tf.Tensor, rate: number, seed: tf.Tensor, salt: number): tf.Tensor {
  if (hasKernel('FinesseDropout')) return runKernelMulti('FinesseDropout', { x, seed }, { rate, salt })[0];
  const kept = tf.greaterEqual(sineNoise(x.shape, seed, salt), rate);
  return tf.mul(x, tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate)));
}

/** Noise in [0, 1) from the fractional part of a steep sine of the position; good enough for the reference backends. */
function sineNoise(shape: number[], seed: tf.Tensor, salt: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const position = tf.mul(tf.add(tf.cast(tf.range(0, size, 1, 'int32'), 'float32'), 1), 0.754877666);
  const start = tf.mul(tf.add(tf.cast(seed, 'float32'), salt), 0.569840296);
  const sine = tf.mul(tf.sin(tf.mul(tf.add(position, start), 12.9898)), 43758.5453);
  return tf.reshape(tf.sub(sine, tf.floor(sine)), shape);
}

// Poolings of NCHW pictures that some families have between their convolutions and their classifier.
import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean over `side` x `side` windows that share any picture out evenly, overlapping where they have to:
 * float32[batch, channels, height, width] -> [batch, channels, side, side]. Source: torch.nn.AdaptiveAvgPool2d, whose
 * window i of n goes from floor(i size / n) to ceil((i + 1) size / n).
 */
export function adaptiveAveragePool(x: tf.Tensor4D, side: number): tf.Tensor4D {
  const [batch, channels, height, width] = x.shape;
  if (height === side && width === side) return x;
  // As two products of matrices, of the rows and of the columns.
  const across = tf.matMul(tf.reshape(x, [-1, width]), windowMeans(width, side));
  const turned = tf.transpose(tf.reshape(across, [batch, channels, height, side]), [0, 1, 3, 2]);
  const down = tf.matMul(tf.reshape(turned, [-1, height]), windowMeans(height, side));
  return tf.transpose(tf.reshape(down, [batch, channels, side, side]), [0, 1, 3, 2]);
}

/** float32[size, side]: column i takes the mean of window i. */
function windowMeans(size: number, side: number): tf.Tensor2D {
  const values = new Float32Array(size * side);
  for (let window = 0; window < side; window++) {
    const [from, to] = [Math.floor((window * size) / side), Math.ceil(((window + 1) * size) / side)];
    for (let at = from; at < to; at++) values[at * side + window] = 1 / (to - from);
  }
  return tf.tensor2d(values, [size, side]);
}

/** The mean of 3 x 3 cells at stride 1; what lies outside the picture counts as 0. Source: torch's avg_pool2d. */
export function averagePool3(x: tf.Tensor4D): tf.Tensor4D {
  const [around, none]: [number, number][] = [
    [1, 1],
    [0, 0],
  ];
  const nhwc = tf.pad(tf.transpose(x, [0, 2, 3, 1]), [none!, around!, around!, none!]) as tf.Tensor4D;
  return tf.transpose(tf.avgPool(nhwc, 3, 1, 'valid'), [0, 3, 1, 2]) as tf.Tensor4D;
}

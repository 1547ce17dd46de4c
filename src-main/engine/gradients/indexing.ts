// Gradients TF.js lacks for kernels that choose or place values: each sends dy back to where its values came from.
import * as tf from '@tensorflow/tfjs-core';

const spread = (indices: tf.Tensor) => (indices.rank > 1 ? indices : tf.reshape(indices, [indices.size, 1]));

/** x has n values along each axis; they become `stride` apart, zeros between, `before` zeros in front, `length` in all. */
function dilate(x: tf.Tensor, axis: number, place: { stride: number; before: number; length: number }) {
  const n = x.shape[axis] as number;
  const apart = tf.reshape(x, x.shape.toSpliced(axis + 1, 0, 1));
  const gaps = apart.shape.map((_, at): [number, number] =>
    at === axis + 1 ? [0, place.stride - 1] : [0, 0],
  );
  const wide = tf.reshape(tf.pad(apart, gaps), x.shape.with(axis, n * place.stride));
  const last = (n - 1) * place.stride + 1;
  const cut = tf.slice(
    wide,
    x.shape.map(() => 0),
    x.shape.with(axis, last),
  );
  const margins = x.shape.map((_, at): [number, number] =>
    at === axis ? [place.before, place.length - place.before - last] : [0, 0],
  );
  return tf.pad(cut, margins);
}

interface StridedSliceAttrs {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

function stridedSliceGradient(dy: tf.Tensor, shape: number[], a: StridedSliceAttrs): tf.Tensor {
  const masks = [a.beginMask, a.endMask, a.ellipsisMask, a.newAxisMask, a.shrinkAxisMask] as const;
  const { begin, end, strides } = tf.slice_util.sliceInfo(shape, a.begin, a.end, a.strides, ...masks);
  const sizes = tf.slice_util.computeOutShape(begin, end, strides);
  if (sizes.includes(0)) return tf.zeros(shape);
  return shape.reduce<tf.Tensor>(
    (gradient, length, axis) => {
      const stride = strides[axis] as number;
      const first = begin[axis] as number;
      const backwards = stride < 0;
      const before = backwards ? first + ((sizes[axis] as number) - 1) * stride : first;
      const ordered = backwards ? tf.reverse(gradient, axis) : gradient;
      return dilate(ordered, axis, { stride: Math.abs(stride), before, length });
    },
    tf.reshape(dy, sizes),
  );
}

/** Each chosen value's gradient at its position in the last axis. values[..., k], positions[..., k] -> [..., length]. */
function placeInLastAxis(values: tf.Tensor, positions: tf.Tensor, length: number): tf.Tensor {
  const hits = tf.cast(tf.oneHot(tf.cast(positions, 'int32'), length), 'float32');
  return tf.sum(tf.mul(hits, tf.expandDims(values, -1)), -2);
}

function spaceToDepth(dy: tf.Tensor, shape: number[], size: number, channelsFirst: boolean): tf.Tensor {
  const [batch, ...rest] = shape as [number, number, number, number];
  const [height, width, channels] = channelsFirst ? [rest[1], rest[2], rest[0]] : rest;
  const depth = (channels as number) / (size * size);
  const split = channelsFirst
    ? [batch, depth, height, size, width, size]
    : [batch, height, size, width, size, depth];
  const perm = channelsFirst ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 2, 4, 5];
  return tf.reshape(tf.transpose(tf.reshape(dy, split as number[]), perm), shape);
}

/** Registers the gradients; once per process. Kernels with one output pass dy as a tensor. */
export function registerIndexingGradients(): void {
  tf.registerGradient({
    kernelName: tf.GatherNd,
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, [params, indices]) => ({
      params: () => tf.scatterND(indices as tf.Tensor, dy as tf.Tensor, (params as tf.Tensor).shape),
      indices: () => tf.zerosLike(indices as tf.Tensor),
    }),
  });
  tf.registerGradient({
    kernelName: tf.ScatterNd,
    inputsToSave: ['indices'],
    gradFunc: (dy, [indices]) => ({
      indices: () => tf.zerosLike(indices as tf.Tensor),
      updates: () => tf.gatherND(dy as tf.Tensor, spread(indices as tf.Tensor)),
    }),
  });
  tf.registerGradient({
    kernelName: tf.TensorScatterUpdate,
    inputsToSave: ['indices', 'updates'],
    gradFunc: (dy, [indices, updates]) => ({
      tensor: () =>
        tf.tensorScatterUpdate(dy as tf.Tensor, indices as tf.Tensor, tf.zerosLike(updates as tf.Tensor)),
      indices: () => tf.zerosLike(indices as tf.Tensor),
      updates: () => tf.gatherND(dy as tf.Tensor, spread(indices as tf.Tensor)),
    }),
  });
  tf.registerGradient({
    kernelName: tf.StridedSlice,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () =>
        stridedSliceGradient(dy as tf.Tensor, (x as tf.Tensor).shape, attrs as unknown as StridedSliceAttrs),
    }),
  });
  tf.registerGradient({
    kernelName: tf.DepthToSpace,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () =>
        spaceToDepth(
          dy as tf.Tensor,
          (x as tf.Tensor).shape,
          attrs.blockSize as number,
          attrs.dataFormat === 'NCHW',
        ),
    }),
  });
  tf.registerGradient({
    kernelName: tf.TopK,
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dy, [x, positions]) => ({
      x: () =>
        placeInLastAxis(
          (dy as tf.Tensor[])[0] as tf.Tensor,
          positions as tf.Tensor,
          (x as tf.Tensor).shape.at(-1) as number,
        ),
    }),
  });
}

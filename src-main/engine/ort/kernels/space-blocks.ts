// Kernels that move blocks of space into the batch or the channels and back.
import { backend_util } from '@tensorflow/tfjs-core';
import { type Attrs, type KernelRow, type KernelTable, sizeOf, type TensorSpec } from '../kernel-row.ts';
import { sliceNodes } from './cutting.ts';
import { type Paddings, paddedShape, padNodes } from './padding.ts';

const batchToSpace: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const { shape, crops } = blocksToSpace(x, attrs);
    const cropped = backend_util.getSliceSize(shape, crops, crops.length);
    return { shape: [...cropped, ...shape.slice(cropped.length)], dtype: x.dtype };
  },
  lower(b, [x], attrs, [output]) {
    const { split, perm, shape, crops } = blocksToSpace(x, attrs);
    const whole = b.reshape(b.transpose(b.reshape(x.name, split), perm), shape);
    const begin = shape.map((_, axis) => crops[axis - 1]?.[0] ?? 0);
    const strides = shape.map(() => 1);
    return sliceNodes(b, { ...x, name: whole, shape }, { begin, size: output.shape, strides });
  },
};

function blocksToSpace(x: TensorSpec, attrs: Attrs) {
  const { blockShape, crops } = attrs as { blockShape: number[]; crops: number[][] };
  const blocks = sizeOf(blockShape);
  const split = backend_util.getReshaped([...x.shape], blockShape, blocks);
  const perm = backend_util.getPermuted(split.length, blockShape.length);
  return { split, perm, shape: backend_util.getReshapedPermuted([...x.shape], blockShape, blocks), crops };
}

const spaceToBatch: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: spaceToBlocks(x, attrs).shape, dtype: x.dtype }),
  lower(b, [x], attrs) {
    const { paddings, split, perm, shape } = spaceToBlocks(x, attrs);
    return b.reshape(b.transpose(b.reshape(padNodes(b, x, paddings, 0), split), perm), shape);
  },
};

function spaceToBlocks(x: TensorSpec, attrs: Attrs) {
  const { blockShape, paddings: inner } = attrs as { blockShape: number[]; paddings: Paddings };
  const outer = x.shape.slice(1 + blockShape.length).map(() => [0, 0] as const);
  const paddings: Paddings = [[0, 0], ...inner, ...outer];
  const padded = paddedShape(x, paddings);
  const blocks = sizeOf(blockShape);
  const split = backend_util.getReshaped(padded, blockShape, blocks, false);
  const perm = backend_util.getPermuted(split.length, blockShape.length, false);
  const shape = backend_util.getReshapedPermuted(padded, blockShape, blocks, false);
  return { paddings, split, perm, shape };
}

/** x[batch, h, w, size * size * depth] -> [batch, h * size, w * size, depth]; NCHW likewise. */
const depthToSpace: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const { batch, height, width, depth, size, channelsFirst } = depthBlocks(x, attrs);
    const space = [height * size, width * size];
    return { shape: channelsFirst ? [batch, depth, ...space] : [batch, ...space, depth], dtype: x.dtype };
  },
  lower(b, [x], attrs, [output]) {
    const { batch, height, width, depth, size, channelsFirst } = depthBlocks(x, attrs);
    const split = channelsFirst
      ? [batch, size, size, depth, height, width]
      : [batch, height, width, size, size, depth];
    const perm = channelsFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 3, 2, 4, 5];
    return b.reshape(b.transpose(b.reshape(x.name, split), perm), output.shape);
  },
};

function depthBlocks(x: TensorSpec, attrs: Attrs) {
  const size = attrs.blockSize as number;
  const channelsFirst = attrs.dataFormat === 'NCHW';
  const [batch, ...rest] = x.shape as [number, number, number, number];
  const [height, width, channels] = channelsFirst ? [rest[1], rest[2], rest[0]] : rest;
  return { batch, height, width, depth: (channels as number) / (size * size), size, channelsFirst };
}

export const spaceBlocks: KernelTable = {
  BatchToSpaceND: batchToSpace,
  SpaceToBatchND: spaceToBatch,
  DepthToSpace: depthToSpace,
};

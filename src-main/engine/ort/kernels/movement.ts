// The table of kernels that move values without computing: transposing, joining, cutting, padding, repeating.
// (Reshape, ExpandDims and Identity do not even move them: alias-kernels.ts. Indexed access: indexing.ts.)
import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import { type Attrs, type KernelRow, type KernelTable, sizeOf, type TensorSpec } from '../kernel-row.ts';
import { asDtype } from './broadcasting.ts';
import { asInfo } from './tf-shapes.ts';

type Paddings = readonly (readonly [number, number])[];

const axisOf = (x: TensorSpec, axis: unknown) =>
  util.parseAxisParam(axis as number, [...x.shape])[0] as number;

const transpose: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const perm = attrs.perm as number[];
    return { shape: perm.map((axis) => x.shape[axis] as number), dtype: x.dtype };
  },
  lower(b, [x], attrs) {
    const perm = attrs.perm as number[];
    return perm.every((axis, place) => axis === place) ? x.name : b.transpose(x.name, perm);
  },
};

// --- Joining and splitting

const concat: KernelRow = {
  inputs: 'list',
  infer(parts, attrs) {
    const first = parts[0] as TensorSpec;
    const axis = axisOf(first, attrs.axis);
    const shapes = parts.map(({ shape }) => [...shape]);
    backend_util.assertParamsConsistent(shapes, axis);
    return { shape: backend_util.computeOutShape(shapes, axis), dtype: first.dtype };
  },
  lower(b, parts, attrs, [output]) {
    const names = parts
      .filter(({ shape }) => sizeOf(shape) > 0)
      .map((part) => asDtype(b, part, output.dtype));
    if (names.length === 1) return names[0] as string;
    return b.node('Concat', names, { axis: axisOf(parts[0] as TensorSpec, attrs.axis) });
  },
};

/** Tensors of one shape -> one with a new axis. */
const pack: KernelRow = {
  inputs: 'list',
  infer(parts, attrs) {
    const first = parts[0] as TensorSpec;
    for (const { shape, dtype } of parts) {
      const wanted = 'All tensors passed to stack must have matching';
      util.assertShapesMatch([...first.shape], [...shape], `${wanted} shapes`);
      util.assert(first.dtype === dtype, () => `${wanted} dtypes`);
    }
    const axis = packAxis(first, attrs);
    return { shape: first.shape.toSpliced(axis, 0, parts.length), dtype: first.dtype };
  },
  lower(b, parts, attrs) {
    const first = parts[0] as TensorSpec;
    const axis = packAxis(first, attrs);
    const expanded = first.shape.toSpliced(axis, 0, 1);
    const names = parts.map((part) => b.reshape(part.name, expanded));
    return names.length === 1 ? (names[0] as string) : b.node('Concat', names, { axis });
  },
};

function packAxis(part: TensorSpec, attrs: Attrs): number {
  const axis = attrs.axis as number;
  return axis < 0 ? axis + part.shape.length + 1 : axis;
}

/** Splits along an axis into parts of the given lengths. */
function splitNodes(b: GraphBuilder, x: Operand, axis: number, lengths: readonly number[]): string[] {
  if (lengths.length === 1) return [x.name];
  return b.multi('Split', [x.name, b.ints(lengths)], lengths.length, { axis });
}

const unpack: KernelRow = {
  inputs: ['value'],
  infer([value], attrs) {
    const axis = axisOf(value, attrs.axis);
    const shape = value.shape.toSpliced(axis, 1);
    return Array.from({ length: value.shape[axis] as number }, () => ({ shape, dtype: value.dtype }));
  },
  lower(b, [value], attrs, outputs) {
    const lengths = outputs.map(() => 1);
    const parts = splitNodes(b, value, axisOf(value, attrs.axis), lengths);
    return parts.map((part, index) => b.reshape(part, (outputs[index] as TensorSpec).shape));
  },
};

const splitV: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const axis = axisOf(x, attrs.axis);
    const splits = attrs.numOrSizeSplits as number | number[];
    const lengths = backend_util.prepareSplitSize(
      asInfo(x),
      Array.isArray(splits) ? [...splits] : splits,
      axis,
    );
    return lengths.map((length) => ({ shape: x.shape.with(axis, length), dtype: x.dtype }));
  },
  lower(b, [x], attrs, outputs) {
    const axis = axisOf(x, attrs.axis);
    const lengths = outputs.map(({ shape }) => shape[axis] as number);
    return splitNodes(b, x, axis, lengths);
  },
};

// --- Cutting

/** Begins and lengths of the part to keep, one for each axis; TF.js's -1 and short lists resolved. */
function sliceBounds(x: TensorSpec, attrs: Attrs): [begin: number[], size: number[]] {
  const info = asInfo(x);
  const [begin, size] = slice_util.parseSliceParams(info, attrs.begin as number[], attrs.size as number[]);
  slice_util.assertParamsValid(info, begin as number[], size as number[]);
  return [begin as number[], size as number[]];
}

/** The elements begin, begin + stride, ... of each axis, `size` of them. Axes kept whole cost nothing. */
function sliceNodes(
  b: GraphBuilder,
  x: Operand,
  window: {
    readonly begin: readonly number[];
    readonly size: readonly number[];
    readonly strides: readonly number[];
  },
): string {
  const { begin, size, strides } = window;
  const cut = x.shape.flatMap((length, axis) => (size[axis] === length && strides[axis] === 1 ? [] : [axis]));
  if (cut.length === 0) return x.name;
  const at = (values: readonly number[]) => b.ints(cut.map((axis) => values[axis] as number));
  const ends = begin.map((first, axis) => {
    const end = first + (size[axis] as number) * (strides[axis] as number);
    // A negative end would count from the back; this one means 'before the first'.
    return end < 0 ? -(2 ** 31) : end;
  });
  return b.node('Slice', [x.name, at(begin), at(ends), b.ints(cut), at(strides)]);
}

const slice: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: sliceBounds(x, attrs)[1], dtype: x.dtype }),
  lower(b, [x], attrs) {
    const [begin, size] = sliceBounds(x, attrs);
    return sliceNodes(b, x, { begin, size, strides: x.shape.map(() => 1) });
  },
};

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

function stridedSliceInfo(x: TensorSpec, attrs: Attrs) {
  const a = attrs as unknown as StridedSliceAttrs;
  return slice_util.sliceInfo(
    [...x.shape],
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  );
}

const stridedSlice: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: stridedSliceInfo(x, attrs).finalShape, dtype: x.dtype }),
  lower(b, [x], attrs, [output]) {
    const { begin, end, strides } = stridedSliceInfo(x, attrs);
    const size = slice_util.computeOutShape(begin, end, strides);
    return b.reshape(sliceNodes(b, x, { begin, size, strides }), output.shape);
  },
};

const reverse: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    util.parseAxisParam(attrs.dims as number[], [...x.shape]);
    return x;
  },
  lower(b, [x], attrs) {
    const dims = new Set(util.parseAxisParam(attrs.dims as number[], [...x.shape]));
    const begin = x.shape.map((length, axis) => (dims.has(axis) ? length - 1 : 0));
    const strides = x.shape.map((_, axis) => (dims.has(axis) ? -1 : 1));
    return sliceNodes(b, x, { begin, size: x.shape, strides });
  },
};

// --- Padding and repeating

const paddedShape = (x: TensorSpec, paddings: Paddings) =>
  x.shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));

function padNodes(b: GraphBuilder, x: Operand, paddings: Paddings, value: number): string {
  const padded = paddings.flatMap(([before, after], axis) => (before + after > 0 ? [axis] : []));
  if (padded.length === 0) return x.name;
  const constant = b.scalar(value, x.dtype);
  if (sizeOf(x.shape) === 0) return b.node('Expand', [constant, b.ints(paddedShape(x, paddings))]);
  const sides = [0, 1].flatMap((side) => padded.map((axis) => paddings[axis]?.[side] as number));
  return b.node('Pad', [x.name, b.ints(sides), constant, b.ints(padded)]);
}

const padV2: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: paddedShape(x, attrs.paddings as Paddings), dtype: x.dtype }),
  lower: (b, [x], attrs) => padNodes(b, x, attrs.paddings as Paddings, Number(attrs.constantValue)),
};

/** Positions along one padded axis: the outside mirrors the inside, with ('symmetric') or without the edge. */
function mirroredPositions(
  length: number,
  [before, after]: readonly [number, number],
  mode: string,
): number[] {
  const shift = mode === 'reflect' ? 0 : 1;
  return Array.from({ length: before + length + after }, (_, place) => {
    const position = place - before;
    if (position < 0) return -position - shift;
    return position < length ? position : 2 * (length - 1) - position + shift;
  });
}

const mirrorPad: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: paddedShape(x, attrs.paddings as Paddings), dtype: x.dtype }),
  lower(b, [x], attrs) {
    const paddings = attrs.paddings as Paddings;
    return paddings.reduce((name, [before, after], axis) => {
      if (before + after === 0) return name;
      const positions = mirroredPositions(x.shape[axis] as number, [before, after], attrs.mode as string);
      return b.node('Gather', [name, b.ints(positions)], { axis });
    }, x.name);
  },
};

const tile: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const reps = attrs.reps as number[];
    return { shape: x.shape.map((length, axis) => length * (reps[axis] as number)), dtype: x.dtype };
  },
  lower(b, [x], attrs, [output]) {
    const reps = attrs.reps as number[];
    if (reps.every((times) => times === 1)) return x.name;
    // TF.js broadcasts by tiling axes of length 1.
    if (reps.every((times, axis) => times === 1 || x.shape[axis] === 1)) {
      return b.node('Expand', [x.name, b.ints(output.shape)]);
    }
    return b.node('Tile', [x.name, b.ints(reps)]);
  },
};

// --- Blocks of space

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

export const movement: KernelTable = {
  Transpose: transpose,
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: splitV,
  Slice: slice,
  StridedSlice: stridedSlice,
  Reverse: reverse,
  PadV2: padV2,
  MirrorPad: mirrorPad,
  Tile: tile,
  BatchToSpaceND: batchToSpace,
  SpaceToBatchND: spaceToBatch,
  DepthToSpace: depthToSpace,
};

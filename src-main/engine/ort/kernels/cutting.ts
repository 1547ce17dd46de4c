// Kernels that keep a part of a tensor: Slice, StridedSlice, Reverse.
import { slice_util, util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import type { Attrs, KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { asInfo } from './tf-shapes.ts';

/** Begins and lengths of the part to keep, one for each axis; TF.js's -1 and short lists resolved. */
function sliceBounds(x: TensorSpec, attrs: Attrs): [begin: number[], size: number[]] {
  const info = asInfo(x);
  const [begin, size] = slice_util.parseSliceParams(info, attrs.begin as number[], attrs.size as number[]);
  slice_util.assertParamsValid(info, begin as number[], size as number[]);
  return [begin as number[], size as number[]];
}

/** The elements begin, begin + stride, ... of each axis, `size` of them. Axes kept whole cost nothing. */
export function sliceNodes(
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

export const cutting: KernelTable = {
  Slice: slice,
  StridedSlice: stridedSlice,
  Reverse: reverse,
};

// The table of kernels that choose or place values by index or condition: gathers, scatters, OneHot, Select.
// Indices are int32. One out of range ends the run with ONNX Runtime's error, when the result is read.
import { backend_util, util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand, TensorDtype } from '../../onnx/graph-builder.ts';
import { type Attrs, type KernelRow, type KernelTable, sizeOf, type TensorSpec } from '../kernel-row.ts';
import { asDtype } from './broadcasting.ts';
import { asInfo } from './tf-shapes.ts';

function gatherShape(x: TensorSpec, indices: TensorSpec, attrs: Attrs) {
  const axis = util.parseAxisParam(attrs.axis as number, [...x.shape])[0] as number;
  const batchDims = (attrs.batchDims as number | undefined) ?? 0;
  const info = backend_util.segment_util.collectGatherOpShapeInfo(
    asInfo(x),
    asInfo(indices),
    axis,
    batchDims,
  );
  return { ...info, axis, batchDims };
}

/** What indices out of range become, so that no operator takes them for positions. */
const outOfRange = 2 ** 31 - 1;

/** ONNX counts negative indices from the back; for TF.js they are out of range. */
function fromFront(b: GraphBuilder, indices: Operand): string {
  const name = asDtype(b, indices, 'int32');
  const negative = b.node('Less', [name, b.scalar(0, 'int32')]);
  return b.node('Where', [negative, b.scalar(outOfRange, 'int32'), name]);
}

const gather: KernelRow = {
  inputs: ['x', 'indices'],
  infer: ([x, indices], attrs) => ({ shape: gatherShape(x, indices, attrs).outputShape, dtype: x.dtype }),
  lower(b, [x, indices], attrs) {
    const positions = fromFront(b, indices);
    const info = gatherShape(x, indices, attrs);
    if (info.batchSize === 1 && info.batchDims === 0) {
      return b.node('Gather', [x.name, positions], { axis: info.axis });
    }
    return batchedGather(b, x, { ...indices, name: positions }, info);
  },
};

/**
 * Gathers from each batch its own elements: batches and gathered axis become one axis, and each batch's indices
 * are moved to its part of it.
 */
function batchedGather(
  b: GraphBuilder,
  x: Operand,
  indices: Operand,
  info: ReturnType<typeof gatherShape>,
): string {
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
  const perBatch = sizeOf(indices.shape) / batchSize;
  const swap = (name: string, shape: readonly number[]) =>
    outerSize === 1 ? name : b.transpose(b.reshape(name, shape), [0, 2, 1, 3]);
  const rows = b.reshape(swap(x.name, [batchSize, outerSize, dimSize, sliceSize]), [
    batchSize * dimSize,
    outerSize * sliceSize,
  ]);
  const offsets = Array.from({ length: batchSize }, (_, batch) => batch * dimSize);
  const own = b.reshape(indices.name, [batchSize, perBatch]);
  const shifted = b.node('Add', [own, b.constant(offsets, [batchSize, 1], 'int32')]);
  const inBatch = b.node('Less', [own, b.scalar(dimSize, 'int32')]);
  const checked = b.node('Where', [inBatch, shifted, b.scalar(outOfRange, 'int32')]);
  const gathered = b.node('Gather', [rows, checked], { axis: 0 });
  return b.reshape(swap(gathered, [batchSize, perBatch, outerSize, sliceSize]), outputShape);
}

const gatherNd: KernelRow = {
  inputs: ['params', 'indices'],
  infer([params, indices]) {
    const [shape] = backend_util.prepareAndValidate(asInfo(params), asInfo(indices));
    return { shape, dtype: params.dtype };
  },
  lower(b, [params, indices], _attrs, [output]) {
    if (indices.shape.at(-1) === 0) return b.node('Expand', [params.name, b.ints(output.shape)]);
    return b.node('GatherND', [params.name, b.cast(fromFront(b, indices), 'int64')]);
  },
};

/** Indices as ScatterND takes them: int64, each a vector in the last axis. */
function indexVectors(b: GraphBuilder, indices: Operand): string {
  const positions = fromFront(b, indices);
  const vectors = indices.shape.length > 1 ? positions : b.reshape(positions, [sizeOf(indices.shape), 1]);
  return b.cast(vectors, 'int64');
}

/** Sums updates into zeros of `attrs.shape`. */
const scatterNd: KernelRow = {
  inputs: ['indices', 'updates'],
  infer: ([, updates], attrs) => ({ shape: attrs.shape as number[], dtype: updates.dtype }),
  lower(b, [indices, updates], _attrs, [output]) {
    const dtype = updates.dtype === 'bool' ? 'int32' : updates.dtype;
    const zeros = b.node('Expand', [b.scalar(0, dtype), b.ints(output.shape)]);
    if (sizeOf(indices.shape) === 0) return dtype === output.dtype ? zeros : b.cast(zeros, output.dtype);
    const inputs = [zeros, indexVectors(b, indices), asDtype(b, updates, dtype)];
    const sums = b.node('ScatterND', inputs, { reduction: 'add' });
    return dtype === output.dtype ? sums : b.cast(sums, output.dtype);
  },
};

/** The tensor with updates in place of the values at the indices. */
const tensorScatterUpdate: KernelRow = {
  inputs: ['tensor', 'indices', 'updates'],
  infer: ([tensor]) => tensor,
  lower(b, [tensor, indices, updates]) {
    if (sizeOf(indices.shape) === 0) return tensor.name;
    const depth = indices.shape.length > 1 ? (indices.shape.at(-1) as number) : 1;
    const outer = indices.shape.length > 1 ? indices.shape.slice(0, -1) : indices.shape;
    const shape = [...outer, ...tensor.shape.slice(depth)];
    const values = asDtype(b, updates, tensor.dtype);
    const expanded = updates.shape.length === 0 ? b.node('Expand', [values, b.ints(shape)]) : values;
    return b.node('ScatterND', [tensor.name, indexVectors(b, indices), expanded]);
  },
};

/** Sums of the rows of x by segment; rows with an id outside [0, numSegments) are left out. */
const unsortedSegmentSum: KernelRow = {
  inputs: ['x', 'segmentIds'],
  infer: ([x, segmentIds], attrs) => ({
    shape: [attrs.numSegments as number, ...x.shape.slice(segmentIds.shape.length)],
    dtype: x.dtype === 'bool' ? 'int32' : x.dtype,
  }),
  lower(b, [x, segmentIds], attrs, [output]) {
    const zero = b.scalar(0, output.dtype);
    const zeros = b.node('Expand', [zero, b.ints(output.shape)]);
    const rows = sizeOf(segmentIds.shape);
    if (rows === 0) return zeros;
    const ids = b.reshape(asDtype(b, segmentIds, 'int32'), [rows, 1]);
    const values = b.reshape(asDtype(b, x, output.dtype), [rows, ...output.shape.slice(1)]);
    const first = b.scalar(0, 'int32');
    const inRange = b.node('And', [
      b.node('GreaterOrEqual', [ids, first]),
      b.node('Less', [ids, b.scalar(attrs.numSegments as number, 'int32')]),
    ]);
    // Rows left out are added to segment 0 as zeros: a spare segment would cost a copy of the whole result.
    const perRow = b.reshape(inRange, [rows, ...output.shape.slice(1).map(() => 1)]);
    const kept = b.node('Where', [perRow, values, zero]);
    const places = b.cast(b.node('Where', [inRange, ids, first]), 'int64');
    return b.node('ScatterND', [zeros, places, kept], { reduction: 'add' });
  },
};

/** indices[...] -> [..., depth]: onValue at the index, offValue elsewhere; all offValue for an index out of range. */
const oneHot: KernelRow = {
  inputs: ['indices'],
  infer: ([indices], attrs) => ({
    shape: [...indices.shape, attrs.depth as number],
    dtype: attrs.dtype as TensorDtype,
  }),
  lower(b, [indices], attrs, [output]) {
    const depth = attrs.depth as number;
    const classes = b.constant(
      Array.from({ length: depth }, (_, index) => index),
      [depth],
      'int32',
    );
    const column = b.reshape(asDtype(b, indices, 'int32'), [...indices.shape, 1]);
    const hit = b.node('Equal', [column, classes]);
    const values = [Number(attrs.onValue), Number(attrs.offValue)];
    if (output.dtype === 'bool')
      return selectNodes(
        b,
        hit,
        values.map((v) => b.scalar(v, 'bool')),
        'bool',
      );
    return selectNodes(
      b,
      hit,
      values.map((value) => b.scalar(value, output.dtype)),
      output.dtype,
    );
  },
};

/** One of two values by a condition. ONNX Runtime has no Where on bool. */
function selectNodes(
  b: GraphBuilder,
  condition: string,
  [yes, no]: readonly string[],
  dtype: TensorDtype,
): string {
  if (dtype !== 'bool') return b.node('Where', [condition, yes as string, no as string]);
  const chosen = b.node('And', [condition, yes as string]);
  return b.node('Or', [chosen, b.node('And', [b.node('Not', [condition]), no as string])]);
}

const select: KernelRow = {
  inputs: ['condition', 't', 'e'],
  infer: ([, t, e]) => ({
    shape: t.shape,
    dtype: backend_util.upcastType(t.dtype, e.dtype) as TensorDtype,
  }),
  lower(b, [condition, t, e], _attrs, [output]) {
    const test = asDtype(b, condition, 'bool');
    // A vector of conditions chooses among rows.
    const rowwise = condition.shape.length === 1 && t.shape.length > 1;
    const shaped = rowwise
      ? b.reshape(
          test,
          t.shape.map((length, axis) => (axis === 0 ? length : 1)),
        )
      : test;
    const values = [asDtype(b, t, output.dtype), asDtype(b, e, output.dtype)];
    return selectNodes(b, shaped, values, output.dtype);
  },
};

export const indexing: KernelTable = {
  GatherV2: gather,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  TensorScatterUpdate: tensorScatterUpdate,
  UnsortedSegmentSum: unsortedSegmentSum,
  OneHot: oneHot,
  Select: select,
};

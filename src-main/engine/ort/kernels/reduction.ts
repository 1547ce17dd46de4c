// The table of kernels along axes: sums, means, extremes, their positions, running sums and products, TopK.
import { util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand, TensorDtype } from '../../onnx/graph-builder.ts';
import { type Attrs, type KernelRow, type KernelTable, sizeOf, type TensorSpec } from '../kernel-row.ts';
import { asDtype } from './broadcasting.ts';
import { padNodes } from './padding.ts';

interface ReduceAttrs {
  readonly axis?: number | number[];
  /** The name Max has for `axis`. */
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

/** The axes to reduce; all where none is named. Throws TF.js's error for an axis out of range. */
function reducedAxes(x: TensorSpec, attrs: Attrs): number[] {
  const { axis, reductionIndices } = attrs as ReduceAttrs;
  // TF.js declares the axis as required and takes null for all axes.
  return util.parseAxisParam((axis ?? reductionIndices ?? null) as number[], [...x.shape]);
}

function reducedShape(x: TensorSpec, attrs: Attrs): number[] {
  const axes = new Set(reducedAxes(x, attrs));
  const { keepDims } = attrs as ReduceAttrs;
  return x.shape.flatMap((length, axis) => (axes.has(axis) ? (keepDims ? [1] : []) : [length]));
}

/** Reduces a value already of the right dtype over axes, of which there is at least one. */
type Reduce = (b: GraphBuilder, x: Operand, axes: readonly number[], keepdims: number) => string;

const reduceNode =
  (opType: string): Reduce =>
  (b, x, axes, keepdims) =>
    b.node(opType, [x.name, b.ints(axes)], { keepdims });

/** A reduction computed and returned in `dtypeOf(x.dtype)`. */
function reduction(reduce: Reduce, dtypeOf: (dtype: TensorDtype) => TensorDtype): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x], attrs) => ({ shape: reducedShape(x, attrs), dtype: dtypeOf(x.dtype) }),
    lower(b, [x], attrs, [output]) {
      const name = asDtype(b, x, output.dtype);
      const axes = reducedAxes(x, attrs);
      if (axes.length === 0) return name;
      return reduce(b, { ...x, name, dtype: output.dtype }, axes, Number(Boolean(attrs.keepDims)));
    },
  };
}

const countable = (dtype: TensorDtype): TensorDtype => (dtype === 'bool' ? 'int32' : dtype);
const unchanged = (dtype: TensorDtype) => dtype;

const reducesNothing = (x: Operand, axes: readonly number[]) =>
  sizeOf(axes.map((axis) => x.shape[axis] as number)) === 0;

/** ReduceMax or ReduceMin, not-a-number where there is one: ONNX Runtime's own drop it. */
function extreme(opType: string): Reduce {
  const reduce = reduceNode(opType);
  return (b, x, axes, keepdims) => {
    const result = reduce(b, x, axes, keepdims);
    if (x.dtype !== 'float32' || reducesNothing(x, axes)) return result;
    const isNan: Operand = { ...x, name: b.node('IsNaN', [x.name]), dtype: 'bool' };
    const anyNan = reduceNode('ReduceMax')(b, isNan, axes, keepdims);
    return b.node('Where', [anyNan, b.scalar(Number.NaN), result]);
  };
}

/** All or Any; `ofNothing` is the answer for no elements, which ONNX Runtime refuses to give. */
function quantifier(opType: string, ofNothing: number): Reduce {
  return (b, x, axes, keepdims) => {
    if (!reducesNothing(x, axes)) return reduceNode(opType)(b, x, axes, keepdims);
    const reduced = new Set(axes);
    const shape = x.shape.flatMap((length, axis) => (reduced.has(axis) ? (keepdims ? [1] : []) : [length]));
    return b.node('Expand', [b.scalar(ofNothing, 'bool'), b.ints(shape)]);
  };
}

/** Position of the first largest (smallest) value along one axis, int32; `worst` takes the place of NaN. */
function argExtreme(opType: string, worst: number): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x], attrs) => ({
      shape: x.shape.filter((_, axis) => axis !== reducedAxes(x, attrs)[0]),
      dtype: 'int32',
    }),
    lower(b, [x], attrs) {
      const axis = reducedAxes(x, attrs)[0] as number;
      const name = asDtype(b, x, countable(x.dtype));
      const ranked =
        x.dtype === 'float32' ? b.node('Where', [b.node('IsNaN', [name]), b.scalar(worst), name]) : name;
      const positions = b.node(opType, [ranked], { axis, keepdims: 0 });
      return b.cast(positions, 'int32');
    },
  };
}

interface ScanAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

const scannedAxis = (x: TensorSpec, attrs: Attrs) =>
  util.parseAxisParam(attrs.axis as number, [...x.shape])[0];

function scan(nodes: (b: GraphBuilder, x: Operand, attrs: ScanAttrs) => string): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x], attrs) => {
      scannedAxis(x, attrs);
      return { shape: x.shape, dtype: countable(x.dtype) };
    },
    lower(b, [x], attrs, [output]) {
      const { exclusive, reverse } = attrs as unknown as ScanAttrs;
      const operand: Operand = { ...x, name: asDtype(b, x, output.dtype), dtype: output.dtype };
      return nodes(b, operand, { axis: scannedAxis(x, attrs) as number, exclusive, reverse });
    },
  };
}

function cumsum(b: GraphBuilder, x: Operand, { axis, exclusive, reverse }: ScanAttrs): string {
  const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) };
  return b.node('CumSum', [x.name, b.constant([axis], [], 'int64')], attributes);
}

/** Running product by doubling: after step k each element is the product of the last 2^k. */
function cumprod(b: GraphBuilder, x: Operand, { axis, exclusive, reverse }: ScanAttrs): string {
  const length = x.shape[axis] as number;
  const shift = (name: string, by: number) => shiftedByOnes(b, { ...x, name }, axis, reverse ? -by : by);
  let product = exclusive ? shift(x.name, 1) : x.name;
  for (let by = 1; by < length; by *= 2) product = b.node('Mul', [product, shift(product, by)]);
  return product;
}

/** x moved along an axis, ones moving in. */
function shiftedByOnes(b: GraphBuilder, x: Operand, axis: number, by: number): string {
  const length = x.shape[axis] as number;
  const distance = Math.min(Math.abs(by), length);
  const [from, to] = by > 0 ? [0, length - distance] : [distance, length];
  const kept = b.node('Slice', [x.name, b.ints([from]), b.ints([to]), b.ints([axis])]);
  const margins = x.shape.map((_, at): [number, number] =>
    at !== axis ? [0, 0] : by > 0 ? [distance, 0] : [0, distance],
  );
  const shape = x.shape.map((size, at) => (at === axis ? to - from : size));
  return padNodes(b, { ...x, name: kept, shape }, margins, 1);
}

/** Always sorted: unsorted, ONNX Runtime does not keep equal values in the order of their positions. */
const topK: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const shape = [...x.shape.slice(0, -1), attrs.k as number];
    return [
      { shape, dtype: x.dtype },
      { shape, dtype: 'int32' },
    ];
  },
  lower(b, [x], attrs) {
    const dtype = countable(x.dtype);
    const [values, positions] = b.multi('TopK', [asDtype(b, x, dtype), b.ints([attrs.k as number])], 2, {
      axis: x.shape.length - 1,
      sorted: 1,
    }) as [string, string];
    return [dtype === x.dtype ? values : b.cast(values, x.dtype), b.cast(positions, 'int32')];
  },
};

export const reductions: KernelTable = {
  Sum: reduction(reduceNode('ReduceSum'), countable),
  Mean: reduction(reduceNode('ReduceMean'), () => 'float32'),
  Prod: reduction(reduceNode('ReduceProd'), countable),
  Max: reduction(extreme('ReduceMax'), unchanged),
  Min: reduction(extreme('ReduceMin'), unchanged),
  All: reduction(quantifier('ReduceMin', 1), () => 'bool'),
  Any: reduction(quantifier('ReduceMax', 0), () => 'bool'),
  ArgMax: argExtreme('ArgMax', Number.NEGATIVE_INFINITY),
  ArgMin: argExtreme('ArgMin', Number.POSITIVE_INFINITY),
  Cumsum: scan(cumsum),
  Cumprod: scan(cumprod),
  TopK: topK,
};

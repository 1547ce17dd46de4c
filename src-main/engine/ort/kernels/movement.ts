// The table of kernels that move values without computing: transposing, joining and splitting here, the rest in
// cutting.ts, padding.ts and space-blocks.ts. (Reshape, ExpandDims and Identity do not even move them:
// alias-kernels.ts. Indexed access: indexing.ts.)
import { backend_util, util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import { type Attrs, type KernelRow, type KernelTable, sizeOf, type TensorSpec } from '../kernel-row.ts';
import { asDtype } from './broadcasting.ts';
import { cutting } from './cutting.ts';
import { padding } from './padding.ts';
import { spaceBlocks } from './space-blocks.ts';
import { asInfo } from './tf-shapes.ts';

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

export const movement: KernelTable = {
  Transpose: transpose,
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: splitV,
  ...cutting,
  ...padding,
  ...spaceBlocks,
};

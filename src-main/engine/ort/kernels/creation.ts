// The table of kernels that make tensors from attributes, or from the shape of another tensor.

import { shared } from '@tensorflow/tfjs-backend-cpu';
import { util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, TensorDtype } from '../../onnx/graph-builder.ts';
import { type KernelRow, type KernelTable, sizeOf, type TensorSpec } from '../kernel-row.ts';
import type { HostArray } from '../session.ts';

function filled(b: GraphBuilder, spec: TensorSpec, value: number): string {
  const scalar = b.scalar(value, spec.dtype);
  return spec.shape.length === 0 ? scalar : b.node('Expand', [scalar, b.ints(spec.shape)]);
}

function like(value: number): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x]) => x,
    lower: (b, _inputs, _attrs, [output]) => filled(b, output, value),
  };
}

const fill: KernelRow = {
  inputs: [],
  infer: (_inputs, attrs) => ({
    shape: attrs.shape as number[],
    dtype: (attrs.dtype ?? util.inferDtype(attrs.value as number)) as TensorDtype,
  }),
  lower: (b, _inputs, attrs, [output]) => filled(b, output, Number(attrs.value)),
};

/** A vector whose values are known when it is made. */
function sequence(dtypeOf: (attrs: never) => TensorDtype, valuesOf: (attrs: never) => HostArray): KernelRow {
  return {
    inputs: [],
    // Each row reads the attributes of its own kernel.
    infer: (_inputs, attrs) => ({ shape: [valuesOf(attrs as never).length], dtype: dtypeOf(attrs as never) }),
    lower(b, _inputs, attrs, [output]) {
      const { buffer, byteOffset, byteLength } = valuesOf(attrs as never);
      return b.initializer(new Uint8Array(buffer, byteOffset, byteLength), output.shape, output.dtype);
    },
  };
}

interface RangeAttrs {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly dtype: 'float32' | 'int32';
}

const range = sequence(
  ({ dtype }: RangeAttrs) => dtype,
  ({ start, stop, step, dtype }: RangeAttrs) => shared.rangeImpl(start, stop, step, dtype) as HostArray,
);

interface LinSpaceAttrs {
  readonly start: number;
  readonly stop: number;
  readonly num: number;
}

const linSpace = sequence(
  () => 'float32',
  ({ start, stop, num }: LinSpaceAttrs) => shared.linSpaceImpl(start, stop, num) as HostArray,
);

/** The elements of x, flattened, on the diagonal of a matrix of zeros; the shape of x twice. */
const diag: KernelRow = {
  inputs: ['x'],
  infer: ([x]) => ({ shape: [...x.shape, ...x.shape], dtype: x.dtype }),
  lower(b, [x], _attrs, [output]) {
    const length = sizeOf(x.shape);
    const positions = Array.from({ length }, (_, index) => index);
    const column = b.constant(positions, [length, 1], 'int32');
    const onDiagonal = b.node('Equal', [column, b.constant(positions, [length], 'int32')]);
    const flat = b.reshape(x.name, [length]);
    const square =
      x.dtype === 'bool'
        ? b.node('And', [onDiagonal, flat])
        : b.node('Where', [onDiagonal, flat, b.scalar(0, x.dtype)]);
    return b.reshape(square, output.shape);
  },
};

export const creation: KernelTable = {
  Fill: fill,
  ZerosLike: like(0),
  OnesLike: like(1),
  Range: range,
  LinSpace: linSpace,
  Diag: diag,
};

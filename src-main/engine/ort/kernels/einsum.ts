// Einsum: products of one or two tensors, summed over the labels that the output does not name. TF.js takes letters
// only: no ellipsis, no label twice in one operand.
import { backend_util, type Tensor } from '@tensorflow/tfjs-core';
import type { KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { asDtype } from './broadcasting.ts';

/** Shape of the result. Throws TF.js's errors for an equation it does not know and for lengths that disagree. */
function einsumShape(operands: readonly TensorSpec[], equation: string): number[] {
  const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(equation, operands.length);
  // Reads only the shapes.
  backend_util.checkEinsumDimSizes(allDims.length, idDims, operands as unknown as Tensor[]);
  const lengths = allDims.map((_, label) => {
    const operand = idDims.findIndex((labels) => labels.includes(label));
    return operands[operand]?.shape[idDims[operand]?.indexOf(label) as number] as number;
  });
  return lengths.slice(0, allDims.length - summedDims.length);
}

const einsumRow: KernelRow = {
  inputs: 'list',
  infer: (operands, attrs) => ({
    shape: einsumShape(operands, attrs.equation as string),
    dtype: operands.every(({ dtype }) => dtype === 'float32') ? 'float32' : 'int32',
  }),
  lower(b, operands, attrs, [output]) {
    const names = operands.map((operand) => asDtype(b, operand, output.dtype));
    return b.node('Einsum', names, { equation: (attrs.equation as string).replaceAll(/\s/g, '') });
  },
};

export const einsum: KernelTable = { Einsum: einsumRow };

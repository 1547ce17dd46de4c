// All kernels of the `ort` backend, by TF.js kernel name.
import type { KernelTable } from '../kernel-row.ts';
import { batchNorm } from './batch-norm.ts';
import { convolution } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { linearAlgebra } from './linear-algebra.ts';
import { pooling } from './pooling.ts';
import { random } from './random.ts';
import { reductions } from './reduction.ts';
import { resize } from './resize.ts';
import { softmax } from './softmax.ts';
import { transformer } from './transformer.ts';

export const kernelTable: KernelTable = {
  ...elementwise,
  ...reductions,
  ...linearAlgebra,
  ...random,
  ...softmax,
  ...transformer,
  ...convolution,
  ...pooling,
  ...batchNorm,
  ...resize,
};

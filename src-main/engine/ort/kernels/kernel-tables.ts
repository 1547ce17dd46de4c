// All kernels of the `ort` backend, by TF.js kernel name.
import type { KernelTable } from '../kernel-row.ts';
import { batchNorm } from './batch-norm.ts';
import { convolution } from './convolution.ts';
import { pictureConvolution } from './convolution-pictures.ts';
import { creation } from './creation.ts';
import { einsum } from './einsum.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { linearAlgebra } from './linear-algebra.ts';
import { movement } from './movement.ts';
import { pooling } from './pooling.ts';
import { pictureMaxPool } from './pooling-pictures.ts';
import { random } from './random.ts';
import { reductions } from './reduction.ts';
import { reluGradients } from './relu-gradients.ts';
import { resize } from './resize.ts';
import { softmax } from './softmax.ts';
import { transformer } from './transformer.ts';

export const kernelTable: KernelTable = {
  ...elementwise,
  ...reductions,
  ...movement,
  ...indexing,
  ...creation,
  ...einsum,
  ...linearAlgebra,
  ...random,
  ...softmax,
  ...transformer,
  ...convolution,
  ...pictureConvolution,
  ...pooling,
  ...pictureMaxPool,
  ...reluGradients,
  ...batchNorm,
  ...resize,
};

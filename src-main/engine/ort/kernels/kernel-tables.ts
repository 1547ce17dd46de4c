// All kernels of the `ort` backend, by TF.js kernel name.
import type { KernelTable } from '../kernel-row.ts';
import { linearAlgebra } from './linear-algebra.ts';

export const kernelTable: KernelTable = { ...linearAlgebra };

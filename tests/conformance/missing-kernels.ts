// TF.js kernels a backend does not have, and why. FEATURES.md is made from it; the conformance test fails when a
// kernel is missing that is not listed here, or listed and implemented.
import type { ConformanceBackend } from './exclusions.ts';

export interface MissingKernel {
  readonly status: 'not yet' | 'never';
  readonly reason: string;
}

const composed = 'TF.js composes the op of other kernels';

const onEveryBackend: Readonly<Record<string, MissingKernel>> = {
  BroadcastTo: { status: 'never', reason: composed },
  FromPixels: {
    status: 'never',
    reason: 'reads a browser picture; our pictures are decoded in src-main/data',
  },
  LogicalXor: { status: 'never', reason: composed },
  LowerBound: { status: 'never', reason: composed },
  MatrixBandPart: { status: 'never', reason: composed },
  Pool: { status: 'never', reason: composed },
  UpperBound: { status: 'never', reason: composed },
};

export const missingKernels: Readonly<Record<ConformanceBackend, Readonly<Record<string, MissingKernel>>>> = {
  cpu: onEveryBackend,
  ort: onEveryBackend,
};

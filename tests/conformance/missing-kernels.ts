// TF.js kernels a backend does not have, and why. FEATURES.md is made from it; the conformance test fails when a
// kernel is missing that is not listed here, or listed and implemented.
import type { ConformanceBackend } from './exclusions.ts';

export interface MissingKernel {
  readonly status: 'not yet' | 'never';
  readonly reason: string;
}

export const missingKernels: Readonly<Record<ConformanceBackend, Readonly<Record<string, MissingKernel>>>> = {
  cpu: {},
  ort: {},
};

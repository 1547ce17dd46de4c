// What kernels of the `ort` backend do otherwise than TF.js's `cpu` backend, beyond the specs in exclusions.ts.

/** By TF.js kernel name. */
export const kernelLimits: Readonly<Record<string, string>> = {
  Atan2: '-0 counts as 0; two infinite arguments give NaN',
  Cast: 'NaN and infinities become the smallest int32, where JavaScript has 0',
  GatherNd: 'an index out of range is found when the result is computed, not when the op is called',
  ScatterNd: 'an index out of range is found when the result is computed, not when the op is called',
  TensorScatterUpdate:
    'an index out of range is found when the result is computed, not when the op is called',
  TopK: 'sorted whether asked for or not',
};

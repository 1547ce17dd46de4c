// Weight files in memory, for tests.

import { readVariable } from '../../src-main/engine/variables.ts';
import type { WeightFile, WeightTensor } from '../../src-main/formats/weight-tensors.ts';
import { type Model, modelParameters } from '../../src-main/models/model.ts';

export interface TensorContent {
  readonly shape: readonly number[];
  /** Zeros when absent. */
  readonly values?: ArrayLike<number>;
  readonly dtype?: WeightTensor['dtype'];
}

/** A weight file of these tensors. */
export function weightFile(
  contents: Readonly<Record<string, TensorContent>>,
  options: Partial<Pick<WeightFile, 'format' | 'metadata'>> = {},
): WeightFile {
  const tensors = Object.entries(contents).map(([name, { shape, values, dtype = 'float32' }]) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const read = () => {
      const data = values ?? new Float32Array(size);
      return dtype === 'int32' || dtype === 'int8' ? Int32Array.from(data) : Float32Array.from(data);
    };
    return [name, { name, dtype, shape, read }] as const;
  });
  return { format: 'pytorch', path: 'weights.pt', metadata: {}, ...options, tensors: new Map(tensors) };
}

/** The tensors of a model, renamed as the test wishes. */
export function modelContents(
  model: Model,
  rename: (name: string) => string = (name) => name,
): Record<string, TensorContent> {
  return Object.fromEntries(
    modelParameters(model).map(({ name, variable }) => [
      rename(name),
      { shape: variable.shape, values: readVariable(variable) },
    ]),
  );
}

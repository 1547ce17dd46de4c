// Weights that are not finite teach nothing and spoil everything they touch; this names the first.
import { formatError } from './errors.ts';
import { shortJson } from './json-document.ts';
import type { WeightFile, WeightTensor } from './weight-tensors.ts';

/** The values of one tensor of a file. Throws `formats.notFinite` when one of them is NaN or infinite. */
export function readFinite(
  weights: Pick<WeightFile, 'path'>,
  tensor: WeightTensor,
): Float32Array | Int32Array {
  const values = tensor.read();
  if (values instanceof Int32Array || allFinite(values)) return values;
  const first = values.findIndex((value) => !Number.isFinite(value));
  throw formatError('notFinite', {
    file: weights.path,
    place: `element ${first} of tensor ${shortJson(tensor.name)}`,
    value: `${values[first]}`,
    count: values.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0),
  });
}

/** x - x is 0 for finite x and NaN otherwise, so one pass without branches decides. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  return sum === 0;
}

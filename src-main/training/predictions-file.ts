// A file of predictions in a run's folder: positions in the dataset version, labels, probabilities.
import { existsSync } from 'node:fs';
import type { SplitName } from '../data/dataset-version.ts';
import { fileSource } from '../formats/byte-source.ts';
import { readSafetensors } from '../formats/safetensors-reader.ts';
import { writeTensorsDurably } from './durable-files.ts';
import { trainingError } from './errors.ts';
import type { SplitProbabilities } from './split-probabilities.ts';

/** Writes int32[rows] indices and labels and float32[rows, classes] probabilities. */
export function writePredictions(
  path: string,
  predictions: SplitProbabilities,
  { split, classes }: { readonly split: SplitName; readonly classes: number },
): void {
  const { indices, labels, probabilities } = predictions;
  const rows = labels.length;
  writeTensorsDurably(path, {
    tensors: [
      { name: 'indices', dtype: 'int32', shape: [rows], read: () => indices },
      { name: 'labels', dtype: 'int32', shape: [rows], read: () => labels },
      { name: 'probabilities', dtype: 'float32', shape: [rows, classes], read: () => probabilities },
    ],
    metadata: { split },
  });
}

/** Undefined where there is no such file. Throws training.damagedEvaluation, `formats.*`. */
export function readPredictions(path: string): SplitProbabilities | undefined {
  if (!existsSync(path)) return undefined;
  const { tensors } = readSafetensors(fileSource(path));
  const read = (name: string) => {
    const tensor = tensors.get(name);
    if (tensor === undefined)
      throw trainingError('damagedEvaluation', { path, problem: `it holds no ${name}` });
    return tensor.read();
  };
  return {
    indices: Int32Array.from(read('indices') as Int32Array),
    labels: Int32Array.from(read('labels') as Int32Array),
    probabilities: Float32Array.from(read('probabilities') as Float32Array),
  };
}

// The files of a run's folder, and the finished model among them: all that predicting, evaluating again and exporting
// need, without the original weights.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { preprocessingSchema } from '../data/data-options.ts';
import type { SplitName } from '../data/dataset-version.ts';
import { taskNames } from '../facts/tasks.ts';
import { readJson } from './durable-files.ts';
import { trainingError } from './errors.ts';

/** Names of the files of a run. */
export const runFiles = {
  recipe: 'recipe.json',
  dataset: 'dataset.json',
  engine: 'engine.json',
  compatibility: 'compatibility.json',
  checkpoints: 'checkpoints',
  training: 'training.json',
  model: 'model.json',
  weights: 'model.safetensors',
  evaluation: 'evaluation.json',
  predictions: 'predictions.safetensors',
  calibration: 'calibration.json',
  probe: 'probe.json',
  probePredictions: 'probe-predictions.safetensors',
  pooling: 'pooling.json',
  depth: 'depth.json',
} as const;

/** Where what the run said about the examples of a split stands. */
export function predictionsFile(split: SplitName): string {
  return split === 'test' ? runFiles.predictions : `predictions-${split}.safetensors`;
}

/** What model.json holds: everything about a finished model but its tensors. */
export const modelFileSchema = z.strictObject({
  formatVersion: z.literal(1),
  task: z.enum(taskNames),
  /** What `buildModel` makes the network of. */
  architecture: z.looseObject({ family: z.string() }),
  headDropout: z.number(),
  classes: z.array(z.string()).min(2),
  preprocessing: preprocessingSchema,
  engine: z.strictObject({
    backend: z.enum(['auto', 'ort', 'tensorflow', 'cpu']),
    provider: z.enum(['cpu', 'webgpu']),
    threads: z.number().optional(),
  }),
});

export type ModelFile = z.output<typeof modelFileSchema>;

/** model.json of a run. Throws training.notARun. */
export function readModelFile(folder: string): ModelFile {
  const path = join(folder, runFiles.model);
  if (!existsSync(path)) throw trainingError('notARun', { folder, problem: `${runFiles.model} is missing` });
  const parsed = modelFileSchema.safeParse(readModelJson(folder, path));
  if (parsed.success) return parsed.data;
  throw trainingError('notARun', { folder, problem: `${runFiles.model}: ${z.prettifyError(parsed.error)}` });
}

function readModelJson(folder: string, path: string): unknown {
  try {
    return readJson(path);
  } catch (error) {
    throw trainingError('notARun', { folder, problem: `${runFiles.model} is not JSON` }, error);
  }
}

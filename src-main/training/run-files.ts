// The files of a run's folder, and the finished model among them: all that predicting, evaluating again and exporting
// need, without the original weights.
import { join } from 'node:path';
import * as z from 'zod';
import { preprocessingSchema } from '../data/data-options.ts';
import { readVariable } from '../engine/variables.ts';
import { type Model, modelParameters } from '../models/model.ts';
import { architectureMetadata } from '../models/recognise.ts';
import { writeJsonDurably, writeTensorsDurably } from './durable-files.ts';
import type { Recipe } from './recipe.ts';

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
} as const;

/** What model.json holds: everything about a finished model but its tensors. */
export const modelFileSchema = z.strictObject({
  formatVersion: z.literal(1),
  task: z.enum(['image-classification', 'text-classification']),
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

/** Writes model.safetensors and model.json. The former names its architecture, so it also serves as weights. */
export function saveRunModel(
  runFolder: string,
  { model, recipe, classes }: { model: Model; recipe: Recipe; classes: readonly string[] },
): void {
  const architecture = { ...model.config, family: model.family };
  writeTensorsDurably(join(runFolder, runFiles.weights), {
    tensors: modelParameters(model).map(({ name, variable }) => ({
      name,
      dtype: 'float32' as const,
      shape: variable.shape,
      read: () => readVariable(variable),
    })),
    metadata: { format: 'pt', ...architectureMetadata(architecture) },
  });
  const { backend, provider, threads } = recipe.engine;
  const file: ModelFile = {
    formatVersion: 1,
    task: recipe.task,
    architecture,
    headDropout: recipe.adaptation.headDropout,
    classes: [...classes],
    preprocessing: recipe.preprocessing,
    engine: { backend, provider, threads },
  };
  writeJsonDurably(join(runFolder, runFiles.model), file);
}

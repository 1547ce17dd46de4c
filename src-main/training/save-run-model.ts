// The finished model into the run's folder.
import { join } from 'node:path';
import { readVariable } from '../engine/variables.ts';
import { type Model, modelParameters } from '../models/model.ts';
import { architectureMetadata } from '../models/recognise.ts';
import { writeJsonDurably, writeTensorsDurably } from './durable-files.ts';
import type { Recipe } from './recipe.ts';
import { type ModelFile, runFiles } from './run-files.ts';

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
    metadata: {
      format: 'pt',
      ...architectureMetadata(architecture),
      classes: JSON.stringify(classes),
      preprocessing: JSON.stringify(recipe.preprocessing),
    },
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

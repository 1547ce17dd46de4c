// A finished run, opened to be used: its network, its classes, and how examples become inputs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openPicturePool } from '../data/picture-pool.ts';
import { openEngine } from '../engine/open-engine.ts';
import { kindFacts } from '../facts/tasks.ts';
import { fileSource } from '../formats/byte-source.ts';
import { readSafetensors } from '../formats/safetensors-reader.ts';
import { buildModel } from '../models/build-model.ts';
import { loadWeights } from '../models/load-weights.ts';
import type { Model } from '../models/model.ts';
import { readJson } from './durable-files.ts';
import { recipeSchema } from './recipe.ts';
import { openedSchema } from './run-engine.ts';
import { type ModelFile, readModelFile, runFiles } from './run-files.ts';
import { openRunTokenizer } from './run-tokenizer.ts';
import type { InputPreparation } from './split-batches.ts';

export interface LoadedRun {
  readonly model: Model;
  /** Names, in the order of the network's outputs. */
  readonly classes: readonly string[];
  readonly task: ModelFile['task'];
  readonly preparation: InputPreparation;
  /** The column of texts that the recipe names; undefined where it was found. */
  readonly textColumn: string | undefined;
  close(): Promise<void>;
}

/** Opens the model of a finished run on the engine it was trained with. Throws training.notARun, `formats.*`. */
export async function loadRun(runFolder: string): Promise<LoadedRun> {
  const file = readModelFile(runFolder);
  await openEngine(usedEngine(runFolder, file));
  const { architecture, classes, headDropout, preprocessing, task } = file;
  const model = buildModel(architecture, {
    classes: classes.length,
    headDropout,
    seed: 0,
    backbone: 'zeros',
  });
  loadWeights(model, readSafetensors(fileSource(join(runFolder, runFiles.weights))));
  const { hasPixels, hasTokens } = kindFacts(task);
  const tokenizer = hasTokens ? await openRunTokenizer(runFolder, preprocessing.lowerCase) : undefined;
  const pool = hasPixels ? openPicturePool({ cacheBytes: 0 }) : undefined;
  const { resize, whiteLevel, maxTokens } = preprocessing;
  return {
    model,
    classes,
    task,
    textColumn: recipeColumn(runFolder),
    preparation: { model, resize, whiteLevel, maxTokens, tokenizer, pool },
    async close() {
      await pool?.close();
      model.dispose();
    },
  };
}

function recipeColumn(runFolder: string): string | undefined {
  const path = join(runFolder, runFiles.recipe);
  return existsSync(path) ? recipeSchema.parse(readJson(path)).data.textColumn : undefined;
}

/** What the run was trained with, where `auto` chose it: measuring again would take seconds and might choose anew. */
function usedEngine(runFolder: string, { engine }: ModelFile): ModelFile['engine'] {
  const path = join(runFolder, runFiles.engine);
  if (engine.backend !== 'auto' || !existsSync(path)) return engine;
  return { ...engine, ...openedSchema.parse(readJson(path)) };
}

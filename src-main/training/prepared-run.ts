// Everything a run needs before its first step, opened in order and closed together.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { DatasetVersion } from '../data/dataset-version.ts';
import { openPicturePool, type PicturePool } from '../data/picture-pool.ts';
import { sourceNotices } from '../data/source-notices.ts';
import type { TextTokenizer } from '../data/tokenizer.ts';
import type { OpenedEngine } from '../engine/open-backend.ts';
import { readVariable, writeVariable } from '../engine/variables.ts';
import { kinds } from '../facts/kinds.ts';
import { type Model, modelParameters } from '../models/model.ts';
import { checkBatchStatistics } from './batch-statistics.ts';
import { carriedNotices } from './carried-notices.ts';
import { changedNotices } from './changed-notices.ts';
import { readJson, writeJsonDurably } from './durable-files.ts';
import { trainingError } from './errors.ts';
import { tokenizerNotices } from './given-tokenizer.ts';
import { choosePooling, type PooledRows } from './probe/choose-pooling.ts';
import { type Recipe, recipeSchema } from './recipe.ts';
import { prepareDataset, splitSize } from './run-dataset.ts';
import { openRunEngine } from './run-engine.ts';
import { runFiles } from './run-files.ts';
import { buildRunModel, type RunModel, type RunModelOptions } from './run-model.ts';
import { prepareTokenizer } from './run-tokenizer.ts';
import type { TrainingJob } from './run-training.ts';
import { sampleNotices } from './sample-notices.ts';
import type { InputPreparation } from './split-batches.ts';

export interface PreparedRun {
  readonly recipe: Recipe;
  readonly engine: OpenedEngine;
  readonly version: DatasetVersion;
  readonly model: Model;
  readonly preparation: InputPreparation;
  /** Features that choosing a pooling has computed. */
  readonly pooledRows: PooledRows | undefined;
  /** The head of the weights was for these classes. */
  readonly headCarried: boolean;
  /** Sets all parameters to those before the first step. */
  readonly resetModel: () => void;
  close(): Promise<void>;
}

/** Throws training.invalidRecipe, training.singleValue, and what data, models and engine throw. */
export async function prepareRun(job: TrainingJob): Promise<PreparedRun> {
  const recipe = checkedRecipe(job.recipe);
  mkdirSync(job.runFolder, { recursive: true });
  writeJsonDurably(join(job.runFolder, runFiles.recipe), recipe);
  job.emit({ type: 'work', phase: 'loading', done: 0, total: 1 });
  const engine = await openRunEngine({
    ...job,
    recipe,
    onWarning: (warning) => job.emit({ type: 'log', level: 'warning', ...warning }),
  });
  const version = await prepareDataset({
    recipe,
    runFolder: job.runFolder,
    recorded: job.dataset,
    earlier: job.earlier,
    signal: job.signal,
    onProgress: (done, total) => job.emit({ type: 'work', phase: 'checking-data', done, total }),
    onSources: (sources) => {
      for (const line of sourceNotices(sources)) job.emit({ type: 'log', level: 'info', ...line });
    },
  });
  job.emit({ type: 'dataset', version });
  if (!job.resume) for (const line of carriedNotices(version)) job.emit({ type: 'log', ...line });
  const onChecked = (done: number, total: number) =>
    job.emit({ type: 'work', phase: 'checking-data', done, total });
  if (job.resume)
    for (const notice of await changedNotices(version, { signal: job.signal, onProgress: onChecked }))
      job.emit({ type: 'log', level: 'warning', ...notice });
  for (const notice of sampleNotices(version, recipe.preprocessing.whiteLevel))
    job.emit({ type: 'log', level: 'warning', ...notice });
  const tokenizer = kinds[version.kind].hasTokens
    ? await prepareTokenizer(recipe, version, job.runFolder)
    : undefined;
  const pool: PicturePool | undefined = kinds[version.kind].hasPixels ? openPicturePool({}) : undefined;
  const { resize, whiteLevel, maxTokens } = recipe.preprocessing;
  const preparationOf = (model: Model) => ({ model, resize, whiteLevel, maxTokens, tokenizer, pool });
  const { model, report, modelOptions, pooledRows } = await decidedModel(job, recipe, {
    version,
    tokenizer,
    preparationOf,
  });
  checkBatchStatistics(recipe, model.stages, splitSize(version, 'train'));
  if (report !== undefined) {
    writeJsonDurably(join(job.runFolder, runFiles.compatibility), report);
    job.emit({ type: 'compatibility', file: runFiles.compatibility, summary: report.verdict });
    const tokens = tokenizer === undefined ? [] : tokenizerNotices(recipe);
    for (const note of [...report.notes, ...tokens]) job.emit({ type: 'log', level: 'info', ...note });
  }
  return {
    recipe,
    engine,
    version,
    model,
    preparation: preparationOf(model),
    pooledRows,
    headCarried: report?.newHead === false,
    resetModel: () => resetModel(recipe, model, modelOptions),
    async close() {
      await pool?.close();
      model.dispose();
    },
  };
}

/** Whether the run began when heads went by the number of their classes: it goes on from the head it had. */
function beganWithoutNames(runFolder: string): boolean {
  const path = join(runFolder, runFiles.compatibility);
  if (!existsSync(path)) return false;
  const { head } = readJson(path) as { head?: unknown };
  return (head ?? null) === null;
}

interface ModelNeeds {
  readonly version: DatasetVersion;
  readonly tokenizer: TextTokenizer | undefined;
  readonly preparationOf: (model: Model) => InputPreparation;
}

/** The network; where nothing tells how it pools texts, with the pooling that a probe likes best. */
async function decidedModel(
  job: TrainingJob,
  recipe: Recipe,
  { version, tokenizer, preparationOf }: ModelNeeds,
): Promise<RunModel & { modelOptions: RunModelOptions; pooledRows: PooledRows | undefined }> {
  const options = {
    classes: version.classes,
    headAsIs: job.resume && beganWithoutNames(job.runFolder),
    tokenizer,
  };
  const built = buildRunModel(recipe, options);
  if (!built.poolingUndecided) return { ...built, modelOptions: options, pooledRows: undefined };
  try {
    const preparation = preparationOf(built.model);
    const { pooling, rows } = await choosePooling({ job, recipe, version, preparation });
    const modelOptions = { ...options, pooling };
    return { ...buildRunModel(recipe, modelOptions), modelOptions, pooledRows: rows };
  } finally {
    built.model.dispose();
  }
}

function checkedRecipe(written: unknown): Recipe {
  const parsed = recipeSchema.safeParse(written);
  if (!parsed.success) throw trainingError('invalidRecipe', { problem: z.prettifyError(parsed.error) });
  return parsed.data;
}

/** Builds the network once more and takes over its values: the same recipe gives the same ones. */
function resetModel(recipe: Recipe, model: Model, options: RunModelOptions): void {
  const fresh = buildRunModel(recipe, options).model;
  const values = new Map(modelParameters(fresh).map(({ name, variable }) => [name, variable]));
  for (const { name, variable } of modelParameters(model))
    writeVariable(variable, readVariable(values.get(name)!));
  fresh.dispose();
}

// How deep to train where there are few examples: a small validation split cannot tell whether layers below the head
// should be trained at all, so the whole plan is carried out on folds of the training split first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DatasetVersion, SplitName } from '../../data/dataset-version.ts';
import { readVariable, writeVariable } from '../../engine/variables.ts';
import { logLosses } from '../../evaluation/calibration.ts';
import { checkPredictions, type Predictions } from '../../evaluation/predictions.ts';
import { scalePredictions } from '../../evaluation/temperature.ts';
import { modelParameters } from '../../models/model.ts';
import { readJson, writeJsonDurably } from '../durable-files.ts';
import { trainingNotice } from '../notices.ts';
import { type FeedOptions, openPhaseFeeds } from '../phase-feeds.ts';
import type { PlannedPhase } from '../phases.ts';
import type { Recipe } from '../recipe.ts';
import { runFiles } from '../run-files.ts';
import { openInputBatches } from '../split-batches.ts';
import { type SplitProbabilities, splitProbabilities } from '../split-probabilities.ts';
import type { TrainingEvent } from '../training-events.ts';
import { trainPhases } from '../training-loop.ts';
import { initialProgress } from '../training-progress.ts';
import type { TrainingRun } from '../training-run.ts';
import { makeInferenceStep } from '../training-step.ts';
import { softening } from '../validation.ts';
import { type ChosenDepth, depthOf, type HeldOut } from './depth-choice.ts';
import { type FeatureRows, featureRows } from './feature-rows.ts';
import { fitHead, foldsFor, rowsOf } from './fit-probe.ts';
import { folds } from './folds.ts';
import { linearHead, writeHead } from './linear-head.ts';

export interface DepthOptions {
  readonly feeds: FeedOptions;
  readonly runFolder: string;
  /** Takes the choice of an earlier start. */
  readonly resume: boolean;
  readonly resetModel: () => void;
  /** float32[classes] */
  readonly classWeights: Float32Array;
  readonly emit: (event: TrainingEvent) => void;
  readonly signal: AbortSignal;
}

/** Each takes two thirds of the time of the plan: all of them twice that. */
const foldCount = 3;
/** How often the plan is carried out on the folds, in steps of the whole. */
export const triedPlans = foldCount - 1;
/** With more training examples the plan takes too long to be carried out on folds as well. */
const mostExamples = 2000;

/** Whether a plan is tried on folds before it is carried out. */
export function triesDepths(
  { adaptation }: Pick<Recipe, 'adaptation'>,
  phases: readonly PlannedPhase[],
  examples: { readonly train: number; readonly validation: number },
): boolean {
  return (
    adaptation.chooseDepth &&
    adaptation.phases === undefined &&
    phases[0]?.probe === true &&
    phases.length > 1 &&
    examples.train <= mostExamples &&
    foldsFor(examples.validation) !== undefined
  );
}

/** Chooses, and leaves the choice in the run's folder; the model is left as it was. Throws the signal's reason. */
export async function chooseDepth(options: DepthOptions): Promise<ChosenDepth> {
  const path = join(options.runFolder, runFiles.depth);
  if (options.resume && existsSync(path)) return readJson(path) as ChosenDepth; // written below
  const { preparation } = options.feeds;
  const parameters = modelParameters(preparation.model);
  const before = parameters.map(({ variable }) => readVariable(variable));
  const chosen = depthOf(
    options.feeds.phases.map(({ name }) => name),
    await heldOut(options),
  );
  for (const [index, { variable }] of parameters.entries()) writeVariable(variable, before[index]!);
  writeJsonDurably(path, chosen);
  options.emit({ type: 'log', level: 'info', ...trainingNotice('depthChosen', chosen) });
  return chosen;
}

async function heldOut(options: DepthOptions): Promise<HeldOut> {
  const { feeds, signal, emit } = options;
  const { version, preparation } = feeds;
  const rows = await featureRows({ preparation, version, cache: undefined, later: [], signal }, 'train');
  const groups = Array.from(rows.indices, (index) => version.examples[index]!.contentHash);
  const parts = folds(rows.labels, groups, foldCount);
  const { classes } = preparation.model;
  const said = feeds.phases.map((): SplitProbabilities[] => []);
  for (const [number, { fit, score }] of parts.entries()) {
    emit({ type: 'work', phase: 'choosing-depth', done: number, total: parts.length });
    const fold = await foldPredictions(options, { fit: rowsOf(rows, fit), score: rowsOf(rows, score) });
    for (const [depth, predictions] of fold.entries()) said[depth]!.push(predictions);
  }
  // Each depth at the temperature that suits it: how sure it is may not decide.
  const judged = said.map((list) => {
    const all = together(list, classes);
    return scalePredictions(all, softening(all));
  });
  return {
    folds: parts.length,
    losses: judged.map((all) => [...logLosses(all)]),
    hits: judged.map(({ labels, predicted }) =>
      Array.from(labels, (label, row) => Number(predicted[row] === label)),
    ),
  };
}

function together(list: readonly SplitProbabilities[], classes: number): Predictions {
  return checkPredictions(
    Int32Array.from(list.flatMap(({ labels }) => [...labels])),
    Float32Array.from(list.flatMap(({ probabilities }) => [...probabilities])),
    classes,
  );
}

interface FoldRows {
  readonly fit: FeatureRows;
  readonly score: FeatureRows;
}

/** What each depth says of the examples that are scored, in their order. */
async function foldPredictions(options: DepthOptions, { fit, score }: FoldRows) {
  const { feeds, runFolder, resetModel, classWeights, signal } = options;
  const { recipe, preparation } = feeds;
  const { model } = preparation;
  const { labelSmoothing } = recipe.hyperparameters;
  // As the probe has chosen them.
  const { strength, startStrength } = readJson(join(runFolder, runFiles.probe)) as {
    strength: number;
    startStrength: number;
  };
  const wait = async () => {
    await setImmediate();
    signal.throwIfAborted();
  };
  const head = linearHead(model);
  const data = { train: fit, classes: model.classes, classWeights, labelSmoothing };
  const version = foldVersion(feeds.version, { fit, score });
  const inner = foldRun(options, version);
  resetModel();
  writeHead(head, (await fitHead(data, { strength, wait })).layer);
  const said = [await predictions(options, version)];
  writeHead(head, (await fitHead(data, { strength: startStrength, wait })).layer);
  for (const phase of feeds.phases.slice(1)) {
    await trainPhases({ ...inner, phases: [phase] }, { progress: initialProgress });
    signal.throwIfAborted();
    said.push(await predictions(options, version));
  }
  return said;
}

/** The version with the fold's examples in training and validation, and all others out of the way. */
function foldVersion(version: DatasetVersion, { fit, score }: FoldRows): DatasetVersion {
  const places = new Map<number, SplitName>();
  for (const index of fit.indices) places.set(index, 'train');
  for (const index of score.indices) places.set(index, 'validation');
  const examples = version.examples.map((example, index) => ({
    ...example,
    split: places.get(index) ?? 'test',
  }));
  return { ...version, examples };
}

const keepsNothing = (): never => {
  throw new Error('A fold keeps nothing.');
};

/** Every epoch is trained and nothing is kept: the held-out examples may not choose what they then measure. */
function foldRun({ feeds, classWeights, signal }: DepthOptions, version: DatasetVersion): TrainingRun {
  const { adaptation, hyperparameters, engine } = feeds.recipe;
  const recipe: Recipe = {
    ...feeds.recipe,
    adaptation: { ...adaptation, temperatureScaling: false },
    hyperparameters: { ...hyperparameters, earlyStopping: false },
    engine: { ...engine, cacheFeatures: false },
  };
  return {
    recipe,
    model: feeds.preparation.model,
    phases: [],
    classWeights,
    fitProbe: keepsNothing,
    chooseDepth: keepsNothing,
    openFeeds: (phase, cached) => openPhaseFeeds({ ...feeds, recipe, version }, phase, cached),
    saveCheckpoint() {},
    saveBest: keepsNothing,
    restoreBest: keepsNothing,
    elapsedSeconds: () => 0,
    emit() {},
    signal,
  };
}

async function predictions({ feeds }: DepthOptions, version: DatasetVersion) {
  const { preparation, recipe } = feeds;
  const { batchSize } = recipe.hyperparameters;
  const pass = { split: 'validation', batchSize, shuffle: false, augmentation: false } as const;
  const step = makeInferenceStep(preparation.model, 0, { frozen: false });
  try {
    const source = openInputBatches(preparation, version, pass);
    return await splitProbabilities(step, source, { classes: preparation.model.classes });
  } finally {
    step.dispose();
  }
}

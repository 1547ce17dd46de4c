// The phase that fits the head of a run: features in, the head's parameters out, and what it comes to.
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DatasetVersion, SplitName } from '../../data/dataset-version.ts';
import type { Message } from '../../errors.ts';
import { logLoss } from '../../evaluation/calibration.ts';
import { epochMetrics } from '../../evaluation/epoch-metrics.ts';
import { checkPredictions } from '../../evaluation/predictions.ts';
import { validationName } from '../../facts/metrics.ts';
import { writeJsonDurably } from '../durable-files.ts';
import { isBetter, watchedValue } from '../early-stopping.ts';
import type { FeatureCache } from '../feature-cache.ts';
import { trainingNotice } from '../notices.ts';
import { hasValidation } from '../phase-feeds.ts';
import type { PlannedPhase } from '../phases.ts';
import { writePredictions } from '../predictions-file.ts';
import type { Recipe } from '../recipe.ts';
import { splitSize } from '../run-dataset.ts';
import { runFiles } from '../run-files.ts';
import type { InputPreparation } from '../split-batches.ts';
import type { TrainingEvent } from '../training-events.ts';
import type { ProbedHead } from '../training-run.ts';
import type { PooledRows } from './choose-pooling.ts';
import { type FeatureRows, featureRows } from './feature-rows.ts';
import { type FittedProbe, fitProbe } from './fit-probe.ts';
import { linearHead, readHead, writeHead } from './linear-head.ts';
import { openProbabilities } from './linear-probabilities.ts';
import type { LinearLayer } from './standardise.ts';

export interface RunProbeOptions {
  readonly runFolder: string;
  readonly recipe: Recipe;
  readonly preparation: InputPreparation;
  readonly version: DatasetVersion;
  readonly cache: FeatureCache | undefined;
  readonly phases: readonly PlannedPhase[];
  /** Boundaries whose features later phases will ask for. */
  readonly later: readonly number[];
  readonly classWeights: Float32Array;
  /** Features that were computed already. */
  readonly known: PooledRows | undefined;
  /** The head came with the weights, for these classes: it is kept where it predicts better than a fitted one. */
  readonly headCarried: boolean;
  readonly emit: (event: TrainingEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Fits the head, sets its parameters, and leaves probe.json and what it says of the test split in the run's folder.
 * Throws the signal's reason, training.probeNeedsLinearHead.
 */
export async function fitRunProbe(options: RunProbeOptions): Promise<ProbedHead> {
  const { recipe, preparation, version, signal, classWeights } = options;
  const { model } = preparation;
  const startMs = performance.now();
  const head = linearHead(model);
  const rowsOf = async (split: SplitName) => options.known?.get(split) ?? (await featureRows(options, split));
  const train = await rowsOf('train');
  const validation = hasValidation(version) ? await rowsOf('validation') : undefined;
  const test = splitSize(version, 'test') > 0 ? await rowsOf('test') : undefined;
  const featuresMs = performance.now();
  const { earlyStopping, labelSmoothing } = recipe.hyperparameters;
  const fitted = await fitProbe(
    {
      train,
      validation,
      classes: model.classes,
      groups: Array.from(train.indices, (index) => version.examples[index]!.contentHash),
      classWeights,
      labelSmoothing,
    },
    {
      metric: earlyStopping === false ? 'loss' : earlyStopping.metric,
      withValidation: recipe.adaptation.probeOnValidation && options.phases.length === 1,
      trainsOn: options.phases.length > 1,
      async onProgress(done, total) {
        options.emit({ type: 'work', phase: 'fitting-probe', done, total });
        await setImmediate();
        signal.throwIfAborted();
      },
    },
  );
  const sets = { train, validation, classes: model.classes };
  const metrics = probeMetrics(fitted.layer, sets);
  if (options.headCarried) {
    const carried = readHead(head);
    const before = probeMetrics(carried, sets);
    if (!isImproved(recipe, metrics, before)) {
      options.emit({ type: 'log', level: 'info', ...trainingNotice('headKept', {}) });
      if (test !== undefined)
        savePredictions(options.runFolder, { test, layer: carried, classes: model.classes });
      return { metrics: before, setStart() {} };
    }
  }
  const layer = fitted.joined ?? fitted.layer;
  writeHead(head, layer);
  if (test !== undefined) savePredictions(options.runFolder, { test, layer, classes: model.classes });
  saveProbe(options.runFolder, fitted, {
    featureSeconds: (featuresMs - startMs) / 1000,
    fitSeconds: (performance.now() - featuresMs) / 1000,
  });
  options.emit({ type: 'log', level: 'info', ...probeNotice(fitted, train.width) });
  return {
    metrics,
    setStart() {
      const { start } = fitted;
      if (start === undefined || start.strength === fitted.strength) return;
      writeHead(head, start.layer);
      options.emit({
        type: 'log',
        level: 'info',
        ...trainingNotice('probeStart', { strength: start.strength }),
      });
    },
  };
}

function probeNotice({ strength, chosenBy, folds, joined }: FittedProbe, width: number): Message {
  const facts = { width, strength, folds: chosenBy === 'folds' ? folds : null, joined: joined !== undefined };
  return trainingNotice('probeFitted', facts);
}

/** By the watched metric of validation, or the loss of training where there is none. */
function isImproved(
  { hyperparameters: { earlyStopping } }: Recipe,
  metrics: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): boolean {
  const watched = earlyStopping || { metric: 'loss' as const, minDelta: 0, patience: 1 };
  const [now, then] = [watchedValue(watched, metrics), watchedValue(watched, before)];
  return now === undefined || then === undefined
    ? metrics.loss! < before.loss!
    : isBetter(watched, now, then);
}

interface ScoredSets {
  readonly train: FeatureRows;
  readonly validation: FeatureRows | undefined;
  readonly classes: number;
}

/** loss and accuracy of the training split, then those of validation, named as those of an epoch. */
function probeMetrics(
  layer: LinearLayer,
  { train, validation, classes }: ScoredSets,
): Record<string, number> {
  const probabilities = openProbabilities({ width: train.width, classes });
  const metricsOf = ({ features, labels }: FeatureRows) => {
    const said = probabilities.run(features, layer);
    return { ...epochMetrics(labels, said), loss: logLoss(checkPredictions(labels, said, classes)) };
  };
  try {
    const fitted = metricsOf(train);
    const metrics = { loss: fitted.loss, accuracy: fitted.accuracy };
    if (validation === undefined) return metrics;
    const { loss, accuracy, f1Macro, rocAuc } = metricsOf(validation);
    return {
      ...metrics,
      [validationName('loss')]: loss,
      [validationName('accuracy')]: accuracy,
      [validationName('f1Macro')]: f1Macro,
      ...(rocAuc === undefined ? {} : { [validationName('rocAuc')]: rocAuc }),
    };
  } finally {
    probabilities.dispose();
  }
}

/** Nothing looks at them before the run is evaluated; by then the features may have changed. */
function savePredictions(
  runFolder: string,
  { test, layer, classes }: { test: FeatureRows; layer: LinearLayer; classes: number },
): void {
  const step = openProbabilities({ width: test.width, classes });
  const probabilities = step.run(test.features, layer);
  step.dispose();
  const { indices, labels } = test;
  const path = join(runFolder, runFiles.probePredictions);
  writePredictions(path, { indices, labels, probabilities }, { split: 'test', classes });
}

function saveProbe(
  runFolder: string,
  { strength, start, chosenBy, folds, tried, joined, iterations }: FittedProbe,
  times: { readonly featureSeconds: number; readonly fitSeconds: number },
): void {
  const fittedTo = joined === undefined ? 'train' : 'train+validation';
  writeJsonDurably(join(runFolder, runFiles.probe), {
    strength,
    ...(start === undefined ? {} : { startStrength: start.strength }),
    chosenBy,
    folds,
    fittedTo,
    iterations,
    tried,
    ...times,
  });
}

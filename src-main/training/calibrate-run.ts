// The temperature of a finished run: fitted on its validation split, kept in its folder. The test split is not touched,
// so what it says about calibrated probabilities stays honest.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion } from '../data/dataset-version.ts';
import { logLoss } from '../evaluation/calibration.ts';
import { fitTemperature, scalePredictions } from '../evaluation/temperature.ts';
import { readJson, writeJsonDurably } from './durable-files.ts';
import { trainingError } from './errors.ts';
import type { SplitOptions } from './evaluate-run.ts';
import { readEvaluatedRun } from './evaluated-run.ts';
import { lookThroughRun } from './look-through-run.ts';
import type { RunCalibration } from './run-calibration.ts';
import { splitSize } from './run-dataset.ts';
import { predictionsFile, runFiles } from './run-files.ts';

/** Fits the temperature and writes calibration.json. Throws training.notARun, training.noValidationSplit, `data.*`. */
export async function calibrateRun(
  runFolder: string,
  options: Omit<SplitOptions, 'split'> = {},
): Promise<RunCalibration> {
  if (!existsSync(join(runFolder, predictionsFile('validation')))) {
    const version = readJson(join(runFolder, runFiles.dataset)) as DatasetVersion; // written by prepareDataset
    if (splitSize(version, 'validation') === 0)
      throw trainingError('noValidationSplit', { folder: runFolder });
    await lookThroughRun(runFolder, { ...options, split: 'validation' });
  }
  const { predictions: before } = readEvaluatedRun(runFolder, 'validation');
  const temperature = fitTemperature(before);
  const after = scalePredictions(before, temperature);
  const calibration: RunCalibration = {
    formatVersion: 1,
    temperature,
    examples: before.examples,
    validationLogLoss: { before: logLoss(before), after: logLoss(after) },
    fittedAtMs: Date.now(),
  };
  writeJsonDurably(join(runFolder, runFiles.calibration), calibration);
  return calibration;
}

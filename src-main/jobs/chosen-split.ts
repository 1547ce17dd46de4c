// The examples on which a threshold is chosen, and those on which it is then measured. Chosen on the test split, a
// threshold looks better there than it is; so it is the validation split, wherever a run has one.
import { atTemperature } from '../evaluation/decision.ts';
import type { Predictions } from '../evaluation/predictions.ts';
import { datasetClasses } from '../store/dataset-versions-repository.ts';
import type { Store } from '../store/open-store.ts';
import { readCalibration } from '../training/run-calibration.ts';
import { evaluatedRun, type FinishedRun, hasPredictions } from './finished-run.ts';
import type { Workbench } from './workbench.ts';

export interface ChosenSplit {
  readonly classes: readonly string[];
  readonly chosenOn: 'validation' | 'test';
  /** Of that split, and of the test split where that is another and was measured; calibrated where a temperature was fitted. */
  readonly predictions: Predictions;
  readonly test: Predictions | null;
  /** 1 where none was fitted. */
  readonly temperature: number;
  /** There are validation examples that the finished model has not been asked about: of a run of an earlier Finesse. */
  readonly unasked: boolean;
}

/** Throws training.noEvaluation where neither split was measured. */
export async function chosenSplit(
  store: Store,
  workbench: Workbench,
  finished: FinishedRun,
): Promise<ChosenSplit> {
  const temperature = readCalibration(finished.folder)?.temperature ?? 1;
  const of = async (split: 'validation' | 'test') => {
    const { classes, predictions } = await evaluatedRun(workbench, finished, split);
    return { classes, predictions: atTemperature(predictions, temperature) };
  };
  if (!hasPredictions(finished, 'validation')) {
    const test = await of('test');
    return { ...test, chosenOn: 'test', test: null, temperature, unasked: hasValidation(store, finished) };
  }
  const hasTest = hasPredictions(finished, 'test');
  const test = hasTest ? (await of('test')).predictions : null;
  return { ...(await of('validation')), chosenOn: 'validation', test, temperature, unasked: false };
}

/** Whether the data of a run had validation examples. */
export function hasValidation({ db }: Store, { run }: FinishedRun): boolean {
  if (run.datasetKey === null) return false;
  return datasetClasses(db, run.datasetKey).some(({ numValidation }) => numValidation > 0);
}

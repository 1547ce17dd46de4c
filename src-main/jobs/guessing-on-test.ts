// The guessing that a run's test figures are read against.
import { type Guessing, guessing } from '../evaluation/guessing.ts';
import type { DatasetClass } from '../store/dataset-versions-repository.ts';

/** Null where the data has no test split. */
export function guessingOnTest(classes: readonly DatasetClass[]): Guessing | null {
  return guessing(
    classes.map(({ name, numTrain, numTest }) => ({ name, train: numTrain, measured: numTest })),
  );
}

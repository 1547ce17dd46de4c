// What a finished run says about each example of a split other than the test split: for finding wrong labels where they
// are learnt from. It is no measurement: the run knows these examples.
import { join } from 'node:path';
import type { DatasetVersion } from '../data/dataset-version.ts';
import { readJson } from './durable-files.ts';
import { predictSplit, type SplitOptions } from './evaluate-run.ts';
import { loadRun } from './load-run.ts';
import { writePredictions } from './predictions-file.ts';
import { predictionsFile, runFiles } from './run-files.ts';

/** Writes the split's predictions and gives their number. Throws training.notARun, training.emptySplit, `data.*`. */
export async function lookThroughRun(runFolder: string, options: SplitOptions): Promise<number> {
  const version = readJson(join(runFolder, runFiles.dataset)) as DatasetVersion; // written by prepareDataset
  const run = await loadRun(runFolder);
  try {
    const predictions = await predictSplit(run, version, options);
    const { split } = options;
    writePredictions(join(runFolder, predictionsFile(split)), predictions, {
      split,
      classes: run.classes.length,
    });
    return predictions.labels.length;
  } finally {
    await run.close();
  }
}

// The model of the run that was used last stays loaded in the process: the second prediction is as fast as the network.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { trainingError } from '../errors.ts';
import { openPredictor, type Predictor } from '../predictor.ts';
import { runFiles } from '../run-files.ts';
import { keepLast } from './kept.ts';

/** One: a model may take a gigabyte. */
const predictors = keepLast<Predictor>(1, (predictor) => void predictor.close());

export interface KeptPredictor {
  readonly predictor: Predictor;
  /** Time to load it; 0 when it was loaded already. */
  readonly loadMs: number;
}

/** The predictor of a run. A model that has been written anew is loaded anew. Throws training.notARun, `formats.*`. */
export async function keptPredictor(runFolder: string): Promise<KeptPredictor> {
  const weights = statSync(join(runFolder, runFiles.weights), { throwIfNoEntry: false });
  if (weights === undefined)
    throw trainingError('notARun', { folder: runFolder, problem: `${runFiles.weights} is missing` });
  const startMs = performance.now();
  let loadMs = 0;
  const predictor = await predictors.get(`${runFolder} ${weights.mtimeMs}`, async () => {
    const opened = await openPredictor(runFolder);
    loadMs = performance.now() - startMs;
    return opened;
  });
  return { predictor, loadMs };
}

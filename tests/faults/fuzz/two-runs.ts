// A run on pictures and one on texts, as small as they can be and be whole.
import { join } from 'node:path';
import { startRun } from '../../../src-main/jobs/start-run.ts';
import { closeStore, openStore, type Store } from '../../../src-main/store/open-store.ts';
import { recipeSchema } from '../../../src-main/training/recipe.ts';
import { writePictures, writeTexts } from '../../training/small-data.ts';

const engine = { backend: 'ort', threads: 1 } as const;
const hyperparameters = { epochs: 2, batchSize: 8, learningRate: 0.01, earlyStopping: false };
const fractions = { validationFraction: 0.2, testFraction: 0.3 };

/** Trains both in a store of their own, on data in the folder `data`, and gives their ids to `use`. */
export async function trainTwo(
  folder: string,
  use: (store: Store, runs: readonly [pictures: string, texts: string]) => Promise<void>,
  data = join(folder, 'data'),
): Promise<void> {
  const store = openStore(folder);
  const pictures = await finishedOf(store, {
    task: 'image-classification',
    model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 } },
    data: { path: await writePictures(join(data, 'pictures'), 20), ...fractions },
    preprocessing: { imageSize: 16, augmentation: false },
  });
  const bert = { layers: 1, hiddenSize: 16, heads: 2, vocabularySize: 120, maxPositions: 16 };
  const texts = await finishedOf(store, {
    task: 'text-classification',
    model: { architecture: { family: 'bert', ...bert } },
    data: { path: writeTexts(join(data, 'texts.csv'), 40), ...fractions },
    preprocessing: { maxTokens: 16 },
  });
  await use(store, [pictures, texts]);
  closeStore(store);
}

async function finishedOf(store: Store, recipe: object): Promise<string> {
  const run = await startRun(store, recipeSchema.parse({ ...recipe, hyperparameters, engine })).done;
  if (run.state !== 'finished') throw new Error(`${run.name} ${run.state}: ${run.errorMessage}`);
  return run.id;
}

// One finished run on pictures and one on texts, trained in seconds, behind the API as the renderer has it.
import { join } from 'node:path';
import { startRun } from '../../src-main/jobs/start-run.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { writePictures, writeTexts } from '../training/small-data.ts';
import { type Rig, rigs } from './carrier-rigs.ts';

export interface FinishedRuns {
  readonly rig: Rig;
  /** Where files may lie. */
  readonly folder: string;
  readonly pictures: string;
  readonly texts: string;
  readonly pictureData: string;
  readonly textData: string;
}

const engine = { backend: 'ort', threads: 1 } as const;

/** Trains both over a WebSocket's services. Close the rig when done. */
export async function trainFinishedRuns(): Promise<FinishedRuns> {
  const [, makeRig] = rigs[1]!;
  const rig = await makeRig();
  const { store } = rig.services;
  const { folder } = store.paths;
  const pictureData = await writePictures(join(folder, 'data', 'pictures'), 40);
  const textData = writeTexts(join(folder, 'data', 'texts.csv'), 60);
  const pictures = startRun(
    store,
    recipeSchema.parse({
      task: 'image-classification',
      name: 'bars *or* <columns>',
      model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 } },
      data: { path: pictureData, validationFraction: 0.2, testFraction: 0.3 },
      preprocessing: { imageSize: 16, augmentation: false },
      hyperparameters: { epochs: 6, batchSize: 8, learningRate: 0.01, earlyStopping: false },
      engine,
    }),
  );
  const pictureRun = await pictures.done;
  const texts = startRun(
    store,
    recipeSchema.parse({
      task: 'text-classification',
      name: 'topics',
      model: {
        architecture: {
          family: 'bert',
          layers: 2,
          hiddenSize: 64,
          heads: 2,
          vocabularySize: 300,
          maxPositions: 32,
        },
      },
      data: { path: textData, validationFraction: 0.2, testFraction: 0.2 },
      preprocessing: { maxTokens: 32 },
      hyperparameters: { epochs: 24, batchSize: 8, learningRate: 0.001, earlyStopping: false },
      engine,
    }),
  );
  const textRun = await texts.done;
  for (const run of [pictureRun, textRun])
    if (run.state !== 'finished') throw new Error(`${run.name} ${run.state}: ${run.errorMessage}`);
  return { rig, folder, pictures: pictureRun.id, texts: textRun.id, pictureData, textData };
}

/** The result of a procedure with progress, and the phases it went through. */
export async function drain<Result>(
  // Not AsyncIterator, whose `return` would let Result be inferred as any.
  stream: { next(): Promise<IteratorResult<{ readonly phase: string }, Result>> },
): Promise<{ readonly result: Result; readonly phases: readonly string[] }> {
  const phases: string[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { result: next.value, phases: [...new Set(phases)] };
    phases.push(next.value.phase);
  }
}

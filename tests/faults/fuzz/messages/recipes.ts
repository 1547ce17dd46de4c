// Recipes that are small and whole.
import { join } from 'node:path';
import type { Places } from './places.ts';

const hyperparameters = { epochs: 1, batchSize: 8, learningRate: 0.01, earlyStopping: false };
const engine = { backend: 'ort', threads: 1 };

export const textsPath = ({ data }: Places) => join(data, 'texts.csv');

export const textRecipe = (places: Places) => ({
  name: 'texts',
  task: 'text-classification',
  model: {
    architecture: {
      family: 'bert',
      layers: 1,
      hiddenSize: 16,
      heads: 2,
      vocabularySize: 120,
      maxPositions: 16,
    },
  },
  data: { path: textsPath(places), validationFraction: 0.2, testFraction: 0.3 },
  preprocessing: { maxTokens: 16 },
  hyperparameters,
  engine,
});

export const pictureRecipe = ({ data }: Places) => ({
  name: 'pictures',
  task: 'image-classification',
  model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 } },
  data: { path: join(data, 'pictures'), validationFraction: 0.2, testFraction: 0.3 },
  preprocessing: { imageSize: 16, augmentation: false },
  hyperparameters,
  engine,
});

// What goes into a recipe along with our own sample data, so that a first try is quick and works.
import type { TaskName } from '../facts/tasks.ts';

interface SampleRecipe {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly recipe: Readonly<Record<string, unknown>>;
}

export const sampleRecipes: Readonly<Record<TaskName, SampleRecipe>> = {
  // As `finesse demo` (resources/recipes/surface-inspection.json).
  'image-classification': {
    name: 'Surface inspection',
    data: {},
    recipe: {
      model: { weights: 'finesse-resnet-10' },
      preprocessing: {
        imageSize: 96,
        augmentation: {
          verticalFlip: true,
          minCropArea: 1,
          brightness: 0.1,
          contrast: 0.1,
          saturation: 0,
        },
      },
      adaptation: {
        phases: [
          { name: 'head', epochs: 2, trainable: 'head' },
          { name: 'all', epochs: 8, trainable: 'all', learningRate: 0.003 },
        ],
        batchNorm: 'train',
      },
      hyperparameters: { batchSize: 16 },
    },
  },
  'text-classification': {
    name: 'Support tickets',
    data: { textColumn: 'text', labelColumn: 'queue' },
    recipe: {
      model: {
        architecture: { family: 'bert', layers: 2, hiddenSize: 128, vocabularySize: 1500 },
      },
      preprocessing: { maxTokens: 64 },
      hyperparameters: { epochs: 20, learningRate: 0.001, batchSize: 16 },
    },
  },
};

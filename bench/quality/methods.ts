// The ways to a classifier that are compared, each with its settings.
import { type Recipe, type RecipeInput, recipeSchema } from '../../src-main/training/recipe.ts';
import type { Pair } from './pairs.ts';

export interface FinesseMethod {
  readonly side: 'finesse';
  readonly name: string;
  readonly title: string;
  /** What the recipe says beside task, weights and data. */
  readonly adaptation: NonNullable<RecipeInput['adaptation']>;
}

export interface PeerMethod {
  readonly side: 'peer';
  readonly name: string;
  readonly title: string;
  /** The other tasks have another script. */
  readonly task?: Recipe['task'];
  readonly settings: (pair: Pair) => object;
}

export type Method = FinesseMethod | PeerMethod;

export const defaultMethod = 'default';
export const regressionMethod = 'regression';

/** Shared by both picture scripts: the schedule of PyTorch's tutorial of transfer learning. */
const stepDecay = { decayEpochs: 7, decayFactor: 0.1 };

export const methods: readonly Method[] = [
  { side: 'finesse', name: defaultMethod, title: 'Finesse, three fields', adaptation: {} },
  { side: 'finesse', name: 'head', title: 'Finesse, head', adaptation: { preset: 'head' } },
  { side: 'finesse', name: 'gradual', title: 'Finesse, gradual', adaptation: { preset: 'gradual' } },
  { side: 'finesse', name: 'full', title: 'Finesse, full', adaptation: { preset: 'full' } },
  {
    side: 'peer',
    name: regressionMethod,
    title: 'scikit-learn on frozen features',
    settings: () => ({ strengths: [0.01, 0.1, 1, 10, 100] }),
  },
  {
    side: 'peer',
    name: 'trainer',
    title: 'Transformers Trainer',
    task: 'text-classification',
    settings: ({ referenceEpochs }) => ({ epochs: referenceEpochs, learningRate: 5e-5, batchSize: 32 }),
  },
  {
    side: 'peer',
    name: 'torch-sgd',
    title: 'torchvision loop, SGD',
    task: 'image-classification',
    settings: ({ referenceEpochs }) => ({
      epochs: referenceEpochs,
      optimizer: 'sgd',
      headRate: 1e-3,
      backboneRate: 1e-3,
      batchSize: 4,
      ...stepDecay,
    }),
  },
  {
    side: 'peer',
    name: 'torch-adamw',
    title: 'torchvision loop, AdamW',
    task: 'image-classification',
    settings: ({ referenceEpochs }) => ({
      epochs: referenceEpochs,
      optimizer: 'adamw',
      headRate: 1e-3,
      backboneRate: 1e-4,
      batchSize: 32,
      ...stepDecay,
    }),
  },
];

/** The usual scripts of the reference libraries: who is neither ours nor a regression. */
export const referenceMethods: readonly string[] = methods
  .filter(({ side, name }) => side === 'peer' && name !== regressionMethod)
  .map(({ name }) => name);

/** The recipe of a method of ours, as a person would write it. */
export function recipeOf(
  method: FinesseMethod,
  { task, weights, path, seed }: { task: Recipe['task']; weights: string; path: string; seed: number },
): RecipeInput {
  return { task, model: { weights }, data: { path }, adaptation: method.adaptation, seed };
}

/** What decides the outcome beside data and seed: kept with every result, so that those of other settings are told. */
export function settingsOf(method: Method, pair: Pair): object {
  if (method.side === 'peer') return method.settings(pair);
  const given = { task: pair.task, weights: 'any', path: 'any', seed: 0 };
  const { preprocessing, adaptation, hyperparameters } = recipeSchema.parse(recipeOf(method, given));
  return { preprocessing, adaptation, hyperparameters };
}

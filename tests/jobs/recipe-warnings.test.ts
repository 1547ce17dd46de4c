// Every rule of the warnings, with a recipe that breaks it and one that does not; and that our own samples break none.
import { describe, expect, it } from 'vitest';
import type { ReadingIndex } from '../../src-main/data/kept-readings.ts';
import { type RecipeFacts, recipeWarnings, warningCodes } from '../../src-main/jobs/recipe-warnings.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import type { ModelReport } from '../../src-main/training/workbench/model-report.ts';

type Written = Readonly<Record<string, unknown>>;

const images = { task: 'image-classification', model: { weights: 'w' }, data: { path: 'p' } };
const texts = { task: 'text-classification', model: { weights: 'w' }, data: { path: 'p' } };
const scratch = { model: { architecture: { family: 'cifar-resnet', depth: 20 } } };
const newText = { model: { architecture: { family: 'bert' } } };

function data(
  counts: Readonly<Record<string, readonly [number, number, number]>>,
  more: Partial<ReadingIndex> = {},
): ReadingIndex {
  const classes = Object.entries(counts).map(([name, [train, validation, test]]) => ({
    name,
    train,
    validation,
    test,
  }));
  const sum = (split: 'train' | 'validation' | 'test') => classes.reduce((all, row) => all + row[split], 0);
  const splits = { train: sum('train'), validation: sum('validation'), test: sum('test') };
  return {
    kind: 'image',
    hash: 'h',
    path: 'p',
    classes,
    splits,
    files: [],
    medianSide: 200,
    wordPercentiles: [],
    ...more,
  };
}

const even = { cat: [700, 150, 150], dog: [700, 150, 150] } as const;
const model = (input: ModelReport['input']) => ({ input }) as ModelReport; // only the input is looked at
const pictures = (side: number) => model({ kind: 'image', height: side, width: side, mean: [], std: [] });
const words = Array.from({ length: 21 }, (_, at) => at * 10);

const cases: Readonly<Record<string, { readonly bad: Case; readonly good: Case }>> = {
  'learning-rate-high': {
    bad: { ...images, hyperparameters: { learningRate: 0.1 } },
    good: { ...images, hyperparameters: { learningRate: 0.1, optimizer: 'sgd' } },
  },
  'learning-rate-low': {
    bad: { ...images, hyperparameters: { learningRate: 1e-8 } },
    good: { ...images, hyperparameters: { learningRate: 1e-5 } },
  },
  'backbone-rate-high': {
    bad: { ...texts, hyperparameters: { backboneLearningRate: 1e-3 } },
    good: { ...texts, ...newText, hyperparameters: { backboneLearningRate: 1e-3 } },
  },
  'batch-exceeds-training-data': {
    bad: { ...images, hyperparameters: { batchSize: 2048 }, $data: data(even) },
    good: { ...images, hyperparameters: { batchSize: 64 }, $data: data(even) },
  },
  'few-steps': {
    bad: { ...images, hyperparameters: { batchSize: 512, epochs: 2 }, $data: data(even) },
    good: { ...images, hyperparameters: { batchSize: 32, epochs: 2 }, $data: data(even) },
  },
  'flip-changes-meaning': {
    bad: { ...images, $data: data({ 'arrow-left': [700, 99, 99], 'arrow-right': [700, 99, 99] }) },
    good: {
      ...images,
      preprocessing: { augmentation: { horizontalFlip: false } },
      $data: data({ 'arrow-left': [700, 99, 99], 'arrow-right': [700, 99, 99] }),
    },
  },
  'early-stopping-without-validation': {
    bad: { ...images, data: { path: 'p', validationFraction: 0 } },
    good: { ...images, data: { path: 'p', validationFraction: 0, validation: 'v' } },
  },
  'no-test-data': {
    bad: { ...images, $data: data({ cat: [700, 150, 0], dog: [700, 150, 0] }) },
    good: { ...images, $data: data(even) },
  },
  imbalance: {
    bad: { ...images, $data: data({ rare: [150, 30, 30], usual: [900, 150, 150] }) },
    good: {
      ...images,
      hyperparameters: { classWeights: 'balanced' },
      $data: data({ rare: [150, 30, 30], usual: [900, 150, 150] }),
    },
  },
  'few-examples': {
    bad: { ...images, $data: data({ cat: [9, 2, 2], dog: [20, 4, 4] }) },
    good: { ...images, $data: data({ cat: [10, 2, 2], dog: [20, 4, 4] }) },
  },
  'scratch-needs-data': {
    bad: { ...images, ...scratch, $data: data({ cat: [200, 40, 40], dog: [200, 40, 40] }) },
    good: { ...images, $data: data({ cat: [200, 40, 40], dog: [200, 40, 40] }) },
  },
  'scratch-frozen': {
    bad: { ...images, ...scratch, adaptation: { phases: [{ epochs: 3, trainable: 'head' }] } },
    good: { ...images, adaptation: { phases: [{ epochs: 3, trainable: 'head' }] } },
  },
  'image-size-far': {
    bad: { ...images, preprocessing: { imageSize: 224 }, $pretrainedSide: 64 },
    good: { ...images, preprocessing: { imageSize: 96 }, $pretrainedSide: 64 },
  },
  'pictures-enlarged': {
    bad: { ...images, $model: pictures(224), $data: data(even, { medianSide: 90 }) },
    good: { ...images, $model: pictures(224), $data: data(even, { medianSide: 120 }) },
  },
  'texts-cut': {
    bad: {
      ...texts,
      preprocessing: { maxTokens: 64 },
      $data: data(even, { kind: 'text', wordPercentiles: words }),
    },
    good: {
      ...texts,
      preprocessing: { maxTokens: 256 },
      $data: data(even, { kind: 'text', wordPercentiles: words }),
    },
  },
  'tokens-beyond-model': {
    bad: {
      ...texts,
      preprocessing: { maxTokens: 512 },
      $model: model({ kind: 'text', vocabularySize: 9, maxTokens: 128 }),
    },
    good: {
      ...texts,
      preprocessing: { maxTokens: 128 },
      $model: model({ kind: 'text', vocabularySize: 9, maxTokens: 128 }),
    },
  },
  'prepared-otherwise': {
    bad: { ...images, $model: { ...pictures(64), told: { resize: 'squash' } } },
    good: {
      ...images,
      preprocessing: { resize: 'squash' },
      $model: { ...pictures(64), told: { resize: 'squash' } },
    },
  },
  'many-epochs-text': {
    bad: { ...texts, hyperparameters: { epochs: 20 } },
    good: { ...texts, ...newText, hyperparameters: { epochs: 20 } },
  },
  'no-augmentation-few-pictures': {
    bad: {
      ...images,
      preprocessing: { augmentation: false },
      $data: data({ cat: [90, 20, 20], dog: [90, 20, 20] }),
    },
    good: { ...images, $data: data({ cat: [90, 20, 20], dog: [90, 20, 20] }) },
  },
  'weight-decay-high': {
    bad: { ...images, hyperparameters: { weightDecay: 0.5 } },
    good: { ...images, hyperparameters: { weightDecay: 0.05 } },
  },
  'unused-pooling': {
    bad: { ...images, model: { weights: 'w', pooling: 'mean' } },
    good: { ...texts, model: { weights: 'w', pooling: 'mean' } },
  },
  'unused-with-probe-alone': {
    bad: { ...texts, adaptation: { preset: 'head' }, hyperparameters: { warmupRatio: 0.3 } },
    good: { ...texts, adaptation: { preset: 'head', probe: false }, hyperparameters: { warmupRatio: 0.3 } },
  },
  'unused-below-head': {
    bad: { ...texts, adaptation: { preset: 'head', probe: false, layerDecay: 0.5 } },
    good: { ...texts, adaptation: { preset: 'gradual', layerDecay: 0.5 } },
  },
  'unused-head-rate': {
    bad: {
      ...texts,
      adaptation: { preset: 'full' },
      hyperparameters: { learningRate: 1e-4, backboneLearningRate: 2e-5 },
    },
    good: { ...texts, adaptation: { preset: 'full' }, hyperparameters: { learningRate: 1e-4 } },
  },
  'unused-batch-norm': {
    bad: { ...texts, adaptation: { batchNorm: 'train' } },
    good: { ...images, adaptation: { batchNorm: 'train' } },
  },
  'unused-by-optimizer': {
    bad: { ...images, hyperparameters: { optimizer: 'sgd', beta2: 0.9 } },
    good: { ...images, hyperparameters: { optimizer: 'adam', beta2: 0.9 } },
  },
  'unused-probe-on-validation': {
    bad: { ...texts, adaptation: { preset: 'full', chooseDepth: false, probeOnValidation: true } },
    good: { ...texts, adaptation: { preset: 'head', probeOnValidation: true } },
  },
};

/** A recipe as written, and with `$` what is known beside it. */
type Case = Written & {
  readonly $data?: ReadingIndex;
  readonly $model?: ModelReport;
  readonly $pretrainedSide?: number;
};

function warningsOf({ $data, $model, $pretrainedSide, ...recipe }: Case) {
  const facts: RecipeFacts = {
    recipe: recipeSchema.parse(recipe),
    data: $data,
    model: $model,
    pretrainedSide: $pretrainedSide,
  };
  return recipeWarnings(facts);
}

describe('recipeWarnings', () => {
  it('has a case for every rule', () => {
    expect(Object.keys(cases).sort()).toEqual([...warningCodes].sort());
  });

  it.each(Object.entries(cases))('%s: is said where it is due, and only there', (code, { bad, good }) => {
    const found = warningsOf(bad).filter((warning) => warning.code === code);
    expect(found.length).toBe(1);
    expect(found[0]!.reason).not.toMatch(/undefined|NaN|\[object/);
    expect(warningsOf(good).map((warning) => warning.code)).not.toContain(code);
  });

  it('names each setting that a fitted head alone has no use for', () => {
    const recipe = {
      ...images,
      adaptation: { preset: 'head', layerDecay: 0.5 },
      hyperparameters: { epochs: 3, schedule: 'linear', batchSize: 8 },
    };
    expect(warningsOf(recipe)).toMatchObject([
      {
        code: 'unused-with-probe-alone',
        params: { fields: 'adaptation.layerDecay, hyperparameters.epochs, hyperparameters.schedule' },
      },
    ]);
    // A recorded recipe, every default filled in, says no more than the one it was made from.
    expect(recipeWarnings({ recipe: recipeSchema.parse(recipeSchema.parse(images)) })).toEqual([]);
    expect(
      recipeWarnings({ recipe: recipeSchema.parse({ ...texts, adaptation: { preset: 'head' } }) }),
    ).toEqual([]);
  });

  it('says nothing about plain recipes with good data', () => {
    expect(warningsOf({ ...images, $data: data(even), $model: pictures(96) })).toEqual([]);
    expect(warningsOf(texts)).toEqual([]);
  });
});

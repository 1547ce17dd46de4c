// What the wizard's tests answer: a library, a reading of data and a check, as main gives them.
import type { DataReport, DatasetReport } from '../../../src-main/api/contract/data.ts';
import type { ModelEntry } from '../../../src-main/api/contract/models.ts';
import type { RecipeCheck } from '../../../src-main/api/contract/recipes.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { hello, settings } from '../answers.ts';
import { type Answers, fakeApi } from '../fake-api.ts';

export const model: ModelEntry = {
  id: 'finesse-resnet-10',
  name: 'Finesse ResNet-10',
  kind: 'pretrained',
  task: 'image-classification',
  family: 'resnet',
  description: 'A small residual network.',
  parameters: 1_230_240,
  sizeBytes: 2_471_624,
  input: { kind: 'image', size: 64 },
  licence: 'MIT',
  languages: [],
  trainedOn: 'CIFAR-10',
  benchmark: null,
  speed: 'fast',
  minExamples: 200,
  model: { weights: 'finesse-resnet-10' },
  importedAtMs: null,
  numRuns: 0,
};

export const scratch: ModelEntry = {
  ...model,
  id: 'new-resnet-18',
  name: 'ResNet-18',
  kind: 'scratch',
  parameters: 11_176_512,
  sizeBytes: 0,
  speed: 'slow',
  minExamples: 10_000,
  model: { architecture: { family: 'resnet', depth: 18 } },
};

export const dataset: DatasetReport = {
  key: '0123456789abcdef0123456789abcdef',
  hash: 'c2ed8162aa',
  numExamples: 620,
  splits: { train: 434, validation: 93, test: 93 },
  classes: [
    { name: 'scratch', train: 34, validation: 8, test: 8 },
    { name: 'sound', train: 400, validation: 85, test: 85 },
  ],
  imbalance: 11.4,
  givenSplits: [],
  layout: 'class-folders',
  folders: [{ path: '.', taken: 'classes', classes: 2 }],
  pictureFormats: { png: 620 },
  histograms: [{ name: 'width', min: 96, median: 96, max: 96, bins: [{ from: 96, to: 97, count: 620 }] }],
  problems: [
    {
      code: 'not-a-picture',
      count: 1,
      warning: false,
      items: [{ path: '/pictures/sound/notes.txt', row: null, message: 'is no picture', params: {} }],
    },
  ],
  numDuplicateGroups: 2,
  numDuplicates: 3,
  duplicates: [],
  conflicts: [
    {
      contentHash: 'ab'.repeat(32),
      labels: ['scratch', 'sound'],
      members: [
        { path: '/pictures/scratch/1.png', row: null, index: null, label: 'scratch' },
        { path: '/pictures/sound/9.png', row: null, index: null, label: 'sound' },
      ],
    },
  ],
  numLeaks: 0,
  smallClasses: [],
  sampleRange: null,
  carried: null,
};

export const report: DataReport = {
  kind: 'image',
  path: '/pictures',
  tables: [],
  fault: null,
  dataset,
};

export const emptyCheck: RecipeCheck = {
  complete: null,
  filled: null,
  issues: [
    {
      step: 'task',
      path: 'task',
      code: 'missing-task',
      params: {},
      message: 'Choose what should be predicted.',
    },
    { step: 'model', path: 'model', code: 'missing-model', params: {}, message: 'Choose a model.' },
    { step: 'data', path: 'data.path', code: 'missing-data', params: {}, message: 'Choose the data.' },
  ],
  warnings: [],
  changed: [],
  command: 'finesse train recipe.json',
  phases: null,
  stages: [],
  schedule: null,
};

export const fullCheck: RecipeCheck = {
  ...emptyCheck,
  issues: [],
  complete: { adaptation: { preset: 'gradual' }, hyperparameters: { batchSize: 32 } },
  filled: { adaptation: { preset: 'gradual' }, hyperparameters: { batchSize: 32 } },
  warnings: [
    {
      step: 'hyperparameters',
      path: 'hyperparameters.batchSize',
      code: 'a-code-without-words',
      params: {},
      reason: 'The batch is larger than the data.',
    },
  ],
  changed: [
    { path: 'hyperparameters.batchSize', value: 16, default: 32 },
    { path: 'seed', value: 7, default: 42 },
  ],
};

/** A call that ends with a result, without progress before it. */
export function streamOf<const Result>(result: Result): () => Promise<AsyncIterator<never, Result>> {
  return async () => ({ next: async () => ({ done: true, value: result }) });
}

/** An API for the wizard; the check is full as soon as there is a task, a model and data. */
export function wizardApi(answers: Answers = {}): ApiClient {
  return fakeApi({
    settings: { get: async () => settings(), put: async () => settings() },
    system: { hello: async () => hello() },
    drafts: { list: async () => [], put: async () => ({ updatedAtMs: 1 }), remove: async () => undefined },
    models: { list: async () => [model, scratch], describe: () => new Promise(() => {}) },
    ...answers,
    recipes: {
      check: async ({ draft }) => (draft.task && draft.model && draft.data ? fullCheck : emptyCheck),
      templates: async () => [],
      ...answers.recipes,
    },
    data: {
      inspect: streamOf(report),
      suggestTask: async () => ({
        task: 'image-classification',
        reason: 'nothing-found',
        numPictures: 0,
        numTables: 0,
      }),
      examples: async () => ({ total: 0, examples: [] }),
      splitPreview: async () => ({ ...dataset, tooSmall: [] }),
      ...answers.data,
    },
  });
}

export const readyRecipe = {
  task: 'image-classification',
  model: { weights: 'finesse-resnet-10' },
  data: { path: '/pictures' },
};

// The steps after the data: preprocessing, adaptation, hyperparameters.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { ModelReport } from '../../../src-main/api/contract/models.ts';
import type { BatchPreview, PreprocessingPreview } from '../../../src-main/api/contract/preprocessing.ts';
import type { PhaseReport } from '../../../src-main/api/contract/recipes.ts';
import { Draft } from '../../../src-renderer/routes/wizard/draft.svelte.ts';
import AdaptationStep from '../../../src-renderer/routes/wizard/steps/adaptation/AdaptationStep.svelte';
import HyperparametersStep from '../../../src-renderer/routes/wizard/steps/hyperparameters/HyperparametersStep.svelte';
import PreprocessingStep from '../../../src-renderer/routes/wizard/steps/preprocessing/PreprocessingStep.svelte';
import { expectAccessible } from '../accessibility.ts';
import type { Answers } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { fullCheck, readyRecipe, report, streamOf, wizardApi } from './wizard-fakes.ts';

const picture = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
const channels = (mean: number) => ({
  mean: [mean, mean, mean],
  std: [1, 1, 1],
  min: 0,
  max: 255,
});
const pictures: PreprocessingPreview = {
  kind: 'image',
  width: 64,
  height: 64,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  augmented: true,
  items: [
    {
      index: 0,
      label: 'sound',
      width: 128,
      height: 64,
      resized: picture,
      variants: [{ epoch: 1, picture }],
      steps: [
        { step: 'decode', format: 'png', width: 128, height: 64, turned: false, whiteLevel: 4095 },
        {
          step: 'resize',
          method: 'crop',
          from: [128, 64],
          to: [64, 64],
          lost: 0.5,
          distortion: 0,
          padding: 0,
          scale: 1,
        },
        { step: 'normalise', before: channels(120), after: channels(0.25) },
      ],
    },
  ],
};

const token = (id: number, text: string) => ({ id, text, special: false, unknown: false });
const texts: PreprocessingPreview = {
  kind: 'text',
  maxTokens: 2,
  vocabularySize: 900,
  tokenizer: 'learnt',
  lowerCases: true,
  items: [
    {
      index: 0,
      label: 'billing',
      text: 'too high again',
      numUnknown: 0,
      tokens: [token(5, 'too'), token(6, 'high'), token(7, 'again')],
      numKept: 2,
    },
  ],
  lengths: {
    sampled: 40,
    of: 40,
    min: 1,
    median: 2,
    p95: 4,
    max: 4,
    shareCut: 0.25,
    shareUnknown: 0,
    bins: [{ from: 1, to: 4, count: 40 }],
  },
};

const stage = (index: number, name: string, parameters: number) => ({
  index,
  name,
  part: name === 'head' ? ('head' as const) : ('backbone' as const),
  outputs: {},
  parameters,
  buffers: 0,
  tensors: [],
});
const described: ModelReport = {
  family: 'resnet',
  architecture: {},
  task: 'image-classification',
  input: { kind: 'image', height: 64, width: 64, mean: [], std: [] },
  classes: 2,
  parameters: 420,
  buffers: 0,
  stages: [stage(0, 'stem', 100), stage(1, 'layer1', 300), stage(2, 'pool', 0), stage(3, 'head', 20)],
  trainableStages: [0, 1, 3],
  fit: null,
};
const phases: PhaseReport[] = [
  { name: 'head', epochs: 2, firstTrained: 3, rates: [0, 0, 0, 0.01], steps: 4, probe: false },
  { name: 'all', epochs: 8, firstTrained: 0, rates: [0.001, 0.002, 0.002, 0.002], steps: 16, probe: false },
];
const estimate = {
  parameters: 420,
  trainedParameters: 420,
  trainingExamples: 434,
  memoryBytes: 9e9,
  availableBytes: 8e9,
  phases: [
    { name: 'head', epochs: 2, secondsPerEpoch: 1.5, steps: 2, cached: false },
    { name: 'all', epochs: 8, secondsPerEpoch: 6, steps: 2, cached: false },
  ],
  loadingSeconds: 1,
  cachingSeconds: 3,
  choosingSeconds: 0,
  evaluationSeconds: 0.01,
  totalSeconds: 61,
  diskBytes: 50e6,
  freeDiskBytes: 70e9,
};

type Step = typeof AdaptationStep | typeof PreprocessingStep | typeof HyperparametersStep;

/** A step of a draft whose data is read and whose recipe is checked. */
async function show(step: Step, recipe: Record<string, unknown> = readyRecipe, answers: Answers = {}) {
  const api = wizardApi({
    models: { list: async () => [], describe: async () => described },
    preprocessing: { preview: async () => pictures },
    ...answers,
    recipes: {
      check: async () => ({
        ...fullCheck,
        phases,
        schedule: [
          { step: 1, rate: 0.01 },
          { step: 20, rate: 0 },
        ],
      }),
      ...answers.recipes,
    },
  });
  const draft = new Draft(api, { id: 'd1', recipe });
  renderScreen(step, { api, props: { draft } });
  await waitFor(() => expect(draft.ready).toBe(true));
  return draft;
}

describe('the preprocessing step', () => {
  it('shows each change on the own pictures, with what it costs', async () => {
    await show(PreprocessingStep);
    expect(await screen.findByRole('img', { name: 'Varied 1: sound' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Your picture: sound' }).getAttribute('src')).toBe(
      `/media/example/${report.dataset?.key}/0?size=256`,
    );
    expect(screen.getByText(/Phases on kept features.*see the fitted picture/)).toBeTruthy();
    expect(screen.queryByText(/turned upright/)).toBeNull();
    expect(
      screen.getByText(
        /Read as PNG, 128 × 64, stretched so that 4,095 is white.*50% of the area is lost.*mean 120 → 0.25/,
      ),
    ).toBeTruthy();
    await expectAccessible();
  });

  it('writes the method and the random changes, and takes them back to the default', async () => {
    const draft = await show(PreprocessingStep);
    await fireEvent.click(screen.getByRole('radio', { name: /^Pad/ }));
    await fireEvent.click(screen.getByRole('radio', { name: 'Off' }));
    expect(draft.recipe.preprocessing).toEqual({ resize: 'pad', augmentation: false });
    await fireEvent.click(screen.getByRole('radio', { name: /^Crop/ }));
    await fireEvent.click(screen.getByRole('radio', { name: 'Automatic' }));
    expect(draft.written('preprocessing.resize')).toBeUndefined();
    expect(draft.written('preprocessing.augmentation')).toBeUndefined();
  });

  it('shows which pieces of a text lie beyond the limit', async () => {
    await show(
      PreprocessingStep,
      { ...readyRecipe, task: 'text-classification' },
      { preprocessing: { preview: async () => texts } },
    );
    expect(await screen.findByText(/25\.0% of the texts are longer than 2 tokens/)).toBeTruthy();
    const cut = ['too', 'high', 'again'].filter((word) => screen.getByText(word).classList.contains('cut'));
    expect(cut).toEqual(['again']);
    await expectAccessible();
  });

  it('shows the first batch when asked, and other examples in turn', async () => {
    const preview = vi.fn(async (_: { indices: number[] }) => pictures);
    const batch: BatchPreview = {
      kind: 'image',
      split: 'train',
      batchSize: 16,
      sharePadding: 0,
      batches: 28,
      tensors: [{ name: 'x', dtype: 'float32', shape: [16, 64, 64, 3], min: -2, max: 2, mean: 0 }],
      channels: [],
      rows: [{ index: 0, label: 'scratch', picture, tokens: [] }],
    };
    await show(PreprocessingStep, readyRecipe, { preprocessing: { preview, batch: async () => batch } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Show the first batch' }));
    expect(await screen.findByText('x: float32[16, 64, 64, 3]')).toBeTruthy();
    expect(screen.getByText('28 such batches make an epoch')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Other examples' }));
    await waitFor(() => expect(preview.mock.lastCall?.[0].indices).toEqual([3, 209, 415]));
  });
});

describe('the adaptation step', () => {
  const cell = (name: string) => screen.findByRole('button', { name });

  it('draws what learns when, without stages that have nothing to train', async () => {
    await show(AdaptationStep);
    expect(await cell('layer1 in phase Head: Frozen. Train from here on.')).toBeTruthy();
    expect(
      await cell('stem in phase Whole model: Trained at a rate of up to 0.001. Train from here on.'),
    ).toBeTruthy();
    const rows = within(screen.getByRole('table')).getAllByRole('rowheader');
    expect(rows.map((row) => row.textContent?.trim().split(/\s/)[0])).toEqual(['head', 'layer1', 'stem']);
    expect(screen.getByText('20 of 420 parameters are trained')).toBeTruthy();
    await expectAccessible();
  });

  it('makes an own plan of the preset where a cell is pressed, and goes back', async () => {
    const draft = await show(AdaptationStep, { ...readyRecipe, hyperparameters: { epochs: 10 } });
    await fireEvent.click(await cell('layer1 in phase Head: Frozen. Train from here on.'));
    expect(draft.written('adaptation.phases')).toEqual([
      { name: 'head', epochs: 2, trainable: { lastStages: 1 } },
      { name: 'all', epochs: 8, trainable: 'all' },
    ]);
    expect(draft.written('hyperparameters.epochs')).toBeUndefined();
    await fireEvent.click(screen.getByRole('button', { name: 'Move phase Whole model earlier' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Remove phase Head' }));
    expect(draft.written('adaptation.phases')).toEqual([{ name: 'all', epochs: 8, trainable: 'all' }]);
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: 'Back to a preset' }));
    expect(draft.recipe.adaptation).toEqual({ preset: 'gradual' });
  });

  it('has no presets for a network from scratch', async () => {
    await show(AdaptationStep, { ...readyRecipe, model: { architecture: { family: 'resnet', depth: 18 } } });
    expect(screen.getByText(/starts from nothing/)).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
  });
});

describe('the hyperparameters step', () => {
  it('measures what the training takes, and says what does not fit and what is out of date', async () => {
    const draft = await show(HyperparametersStep, readyRecipe, {
      training: { estimate: streamOf(estimate) },
    });
    await fireEvent.click(screen.getByRole('button', { name: 'Measure now' }));
    expect(await screen.findByText('9 GB of 8 GB free')).toBeTruthy();
    expect(screen.getByText(/More memory than is free/)).toBeTruthy();
    expect(screen.getByText('Whole model: 48 secs (8 epochs, each 6 secs)')).toBeTruthy();
    expect(screen.getByText(/^Other, .*: 6 secs$/)).toBeTruthy(); // 61 - 1 - 3 - 3 - 48
    expect(screen.queryByText(/More disk than is free/)).toBeNull();
    await expectAccessible();
    draft.set('hyperparameters.batchSize', 8);
    expect(await screen.findByText('Settings have changed since this was measured.')).toBeTruthy();
  });

  it('shows the rates of the plan, which need not be those of the fields', async () => {
    const check = {
      ...fullCheck,
      phases: [{ name: 'all', epochs: 4, firstTrained: 0, rates: [8e-5, 1e-4], steps: 8, probe: false }],
    };
    await show(HyperparametersStep, readyRecipe, { recipes: { check: async () => check } });
    expect(
      await screen.findByText(/^Highest rate of each phase, as planned: Whole model 1e-4\.$/),
    ).toBeTruthy();
  });

  it('changes the recipe as soon as the time limit is moved', async () => {
    const recipe = { ...readyRecipe, hyperparameters: { epochs: 30 } };
    const changed = [{ path: 'hyperparameters.epochs', value: 30 }];
    const fromBudget = vi.fn(async (_: object) => ({ recipe, changed, expectedSeconds: null, fits: true }));
    const draft = await show(HyperparametersStep, readyRecipe, { recipes: { fromBudget } });
    expect(screen.getByText(/Moving either of them sets the epochs/)).toBeTruthy();
    await fireEvent.input(screen.getByRole('slider', { name: 'Time limit' }), { target: { value: '8' } });
    await waitFor(() => expect(draft.recipe).toEqual(recipe));
    expect(fromBudget.mock.calls.map(([asked]) => asked)).toEqual([
      { recipe: readyRecipe, minutes: 30, caution: 'balanced' },
    ]);
  });

  it('turns a budget into settings, with the speed that was measured', async () => {
    const recipe = { ...readyRecipe, hyperparameters: { epochs: 6 } };
    const changed = [
      { path: 'hyperparameters.epochs', value: 6 },
      { path: 'hyperparameters.earlyStopping', value: { patience: 3 } },
    ];
    const plan = { recipe, changed, expectedSeconds: 45, fits: true };
    const fromBudget = vi.fn(async (_: object) => plan);
    const draft = await show(HyperparametersStep, readyRecipe, {
      training: { estimate: streamOf(estimate) },
      recipes: { fromBudget },
    });
    await fireEvent.click(screen.getByRole('button', { name: 'Measure now' }));
    await screen.findByText('9 GB of 8 GB free');
    await fireEvent.click(screen.getByRole('radio', { name: 'Carefully' }));
    await waitFor(() => expect(draft.recipe).toEqual(recipe));
    expect(
      screen.getByText(
        'Set: Epochs – → 6, Patience – → 3. That takes about 45 secs, and less if it stops early.',
      ),
    ).toBeTruthy();
    expect(fromBudget.mock.calls.map(([asked]) => asked)).toEqual([
      { recipe: readyRecipe, minutes: 10, caution: 'careful', secondsPerEpoch: 6, headSecondsPerEpoch: 1.5 },
    ]);
  });
});

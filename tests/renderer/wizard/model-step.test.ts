import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { ModelReport } from '../../../src-main/api/contract/models.ts';
import { arrangedModels } from '../../../src-renderer/routes/models/model-list.ts';
import { Draft } from '../../../src-renderer/routes/wizard/draft.svelte.ts';
import ModelStep from '../../../src-renderer/routes/wizard/steps/model/ModelStep.svelte';
import {
  guessedBytes,
  guessedFit,
  measuredFit,
} from '../../../src-renderer/routes/wizard/steps/model/machine-fit.ts';
import { expectAccessible } from '../accessibility.ts';
import type { Answers } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { model, readyRecipe, scratch, streamOf, wizardApi } from './wizard-fakes.ts';

const fit: NonNullable<ModelReport['fit']> = {
  usable: true,
  newHead: true,
  head: null,
  loaded: 60,
  missing: ['fc.weight'],
  misshaped: [],
  unexpected: [],
  verdict: { code: 'models.fit', params: {}, message: 'v' },
  notes: [{ code: 'models.prefix', params: { prefix: 'net.', outside: 0 }, message: 'Begins with "net.".' }],
};

const described: ModelReport = {
  family: 'resnet',
  architecture: {},
  task: 'image-classification',
  input: { kind: 'image', height: 64, width: 64, mean: [], std: [] },
  classes: 2,
  parameters: 1500,
  buffers: 0,
  stages: [
    {
      index: 0,
      name: 'stem',
      part: 'backbone',
      outputs: { x: [null, 8, 32, 32] },
      parameters: 1000,
      buffers: 0,
      tensors: [],
    },
    {
      index: 1,
      name: 'fc',
      part: 'head',
      outputs: { x: [null, 2] },
      parameters: 500,
      buffers: 0,
      tensors: [],
    },
  ],
  trainableStages: [0, 1],
  fit,
};

const estimate = {
  memoryBytes: 4e8,
  availableBytes: 8e9,
  phases: [{ name: 'head', epochs: 2, secondsPerEpoch: 2, steps: 10, cached: true }],
  loadingSeconds: 1,
  cachingSeconds: 0,
  choosingSeconds: 0,
  evaluationSeconds: 1,
  totalSeconds: 17,
  diskBytes: 0,
  freeDiskBytes: 1e9,
  parameters: 0,
  trainedParameters: 0,
  trainingExamples: 434,
};

function show(recipe: Record<string, unknown>, answers: Answers = {}) {
  const api = wizardApi({
    models: { list: async () => [model, scratch], describe: async () => described },
    ...answers,
  });
  const draft = new Draft(api, { id: 'd1', recipe });
  renderScreen(ModelStep, { api, props: { draft } });
  return draft;
}

describe('the model step', () => {
  it('chooses a model, which also settles the task where there is none', async () => {
    const draft = show({});
    await fireEvent.click(await screen.findByRole('radio', { name: 'Finesse ResNet-10' }));
    expect(draft.recipe).toEqual({
      task: 'image-classification',
      model: { weights: 'finesse-resnet-10' },
    });
  });

  it('says what is known of how good a model is: a measurement, or that random values know nothing', async () => {
    const benchmark = { dataset: 'CIFAR-10 test', metric: 'accuracy', value: 0.7366, low: null, high: null };
    const imported = { ...model, id: 'mine', name: 'Mine', kind: 'imported' as const };
    show({}, { models: { list: async () => [{ ...model, benchmark }, scratch, imported] } });
    const words = async (name: string) =>
      (await screen.findByRole('radio', { name })).closest('label')?.textContent ?? '';
    expect(await words('Finesse ResNet-10')).toMatch(/Worth it from 200 examples.*73\.7% on CIFAR-10 test/s);
    expect(await words('ResNet-18')).toMatch(/Worth it from 10,000 examples.*Random values/s);
    expect(await words('Mine')).toContain('Nobody measured how good it is');
    expect(document.body.textContent).not.toMatch(/Strong|For trying out/);
  });

  it('draws the network with its shapes, parameters and new head', async () => {
    show(readyRecipe);
    const stem = await screen.findByRole('row', { name: /stem/ });
    expect(stem.textContent).toContain('8 × 32 × 32');
    expect(stem.textContent).toContain('1,000');
    expect(screen.getByRole('row', { name: /fc/ }).textContent).toContain('new, learns your classes');
    expect(screen.getByText('The weights fit')).toBeTruthy();
    expect(screen.getByText('Begins with "net.".')).toBeTruthy();
    await expectAccessible();
  });

  it('asks for the classes by name, and says what becomes of the head in the weights', async () => {
    const head = {
      fate: 'reordered',
      classes: 2,
      headClasses: 2,
      names: { count: 2, first: ['dog', 'cat'] },
      absent: { count: 0, first: [] },
    };
    const said = { code: 'models.head', params: head, message: 'Its rows are put in your order.' };
    const asked: unknown[] = [];
    show(readyRecipe, {
      models: {
        list: async () => [model, scratch],
        describe: async (question) => {
          asked.push(question);
          return { ...described, fit: { ...fit, newHead: false, head: said } };
        },
      },
    });
    expect(await screen.findByText('Its rows are put in your order.')).toBeTruthy();
    expect(screen.getByRole('row', { name: /fc/ }).textContent).toContain('taken over by the names');
    expect(asked.at(-1)).toMatchObject({ classes: 2, classNames: [expect.any(String), expect.any(String)] });
  });

  it('guesses from sizes until it is measured, and says which it is', async () => {
    show(readyRecipe, { training: { estimate: streamOf(estimate) } });
    expect(await screen.findByText('Should run comfortably here (a guess)')).toBeTruthy();
    const measure = await screen.findByRole('button', { name: 'Measure on this machine' });
    await waitFor(() => expect(measure.hasAttribute('disabled')).toBe(false));
    await fireEvent.click(measure);
    expect(await screen.findByText(/Runs comfortably: 2 sec/)).toBeTruthy();
    expect(screen.queryByText(/a guess/)).toBeNull();
  });

  it('says honestly how many examples training from scratch needs', async () => {
    show({ ...readyRecipe, model: scratch.model });
    expect(await screen.findByText(/Count on at least 10,000 of them/)).toBeTruthy();
    expect(await screen.findByText(/You have 620/)).toBeTruthy();
  });

  it('shows the same models as a table that can be sorted', async () => {
    show(readyRecipe);
    await fireEvent.click(await screen.findByRole('radio', { name: 'Table' }));
    const table = screen.getByRole('region', { name: 'Models' });
    const names = () =>
      within(table)
        .getAllByRole('radio')
        .map((radio) => (radio as HTMLInputElement).value);
    expect(names()).toEqual(['finesse-resnet-10', 'new-resnet-18']);
    const header = within(table).getByRole('button', { name: /Parameters/ });
    await fireEvent.click(header);
    await fireEvent.click(header);
    expect(names()).toEqual(['new-resnet-18', 'finesse-resnet-10']);
    expect(
      within(table)
        .getByRole('columnheader', { name: /Parameters/ })
        .getAttribute('aria-sort'),
    ).toBe('descending');
    await expectAccessible();
    await fireEvent.click(screen.getByRole('radio', { name: 'Cards' }));
  });

  it('says why a model cannot be described', async () => {
    const describe = vi.fn(async () => Promise.reject(new Error('no such weights')));
    show(readyRecipe, { models: { list: async () => [model], describe } });
    expect(await screen.findByText(/no such weights/)).toBeTruthy();
  });
});

describe('whether a model fits', () => {
  it('is judged by memory first, then by time', () => {
    const phases = (secondsPerEpoch: number) => [{ ...estimate.phases[0]!, secondsPerEpoch }];
    expect(measuredFit({ ...estimate, memoryBytes: 9e9 })).toBe('tooLarge');
    expect(measuredFit({ ...estimate, memoryBytes: 7.5e9 })).toBe('tight');
    expect(measuredFit({ ...estimate, phases: phases(20) })).toBe('comfortable');
    expect(measuredFit({ ...estimate, phases: phases(240) })).toBe('slow');
    expect(measuredFit({ ...estimate, phases: phases(3600) })).toBe('verySlow');
  });

  it('is guessed from parameters, batch and input', () => {
    const small = guessedBytes(model, { batchSize: 32, inputSize: 64 });
    expect(small).toBeGreaterThan(3.5e8);
    expect(small).toBeLessThan(6e8); // 443 MB were measured for this one
    expect(guessedBytes(model, { batchSize: 64, inputSize: 64 })).toBeGreaterThan(small);
    expect(guessedFit(1e9, 16e9)).toBe('comfortable');
    expect(guessedFit(15e9, 16e9)).toBe('tooLarge');
  });
});

describe('models', () => {
  const all = { kind: 'all', search: '', sort: undefined, descending: false } as const;

  it('are filtered by kind and word', () => {
    expect(arrangedModels([model, scratch], { ...all, kind: 'scratch' })).toEqual([scratch]);
    expect(arrangedModels([model, scratch], { ...all, search: ' finesse ' })).toEqual([model]);
  });

  it('are sorted by what a word means, not by its letters', () => {
    const slowFirst = arrangedModels([model, scratch], { ...all, sort: 'speed', descending: true });
    expect(slowFirst.map(({ speed }) => speed)).toEqual(['slow', 'fast']);
  });
});

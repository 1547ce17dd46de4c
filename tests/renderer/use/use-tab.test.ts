import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import * as picking from '../../../src-renderer/lib/files/pick-path.svelte.ts';
import type { RunTabProps } from '../../../src-renderer/routes/runs/run/run-tabs.ts';
import UseTab from '../../../src-renderer/routes/runs/run/use/UseTab.svelte';
import { expectAccessible } from '../accessibility.ts';
import { report } from '../evaluate/report.ts';
import { type Answers, type AnswersOf, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { streamOf } from '../wizard/wizard-fakes.ts';

const plan: Awaited<ReturnType<ApiClient['use']['exportPlan']>> = {
  formats: [
    {
      format: 'onnx',
      purpose: 'any-language',
      files: [],
      sizeBytes: 4_000_000,
      readBy: null,
      unsupported: null,
    },
    {
      format: 'safetensors',
      purpose: 'pytorch',
      files: [],
      sizeBytes: 4_000_000,
      readBy: null,
      unsupported: 'No library reads this family.',
    },
  ],
};

function calibration(fitted: boolean): Awaited<ReturnType<ApiClient['evaluation']['calibration']>> {
  const before = report.calibration;
  if (!fitted) return { before, fitted: null, unavailable: null };
  const validationLogLoss = { before: 0.5, after: 0.4 };
  const fit = { temperature: 2, examples: 20, validationLogLoss, fittedAtMs: 1, after: before };
  return { before, fitted: fit, unavailable: null };
}

interface Known {
  readonly task?: RunTabProps['task'];
  readonly weightsDropped?: boolean;
  /** Whether a calibration was fitted. */
  readonly fitted?: boolean;
  readonly calls?: Answers;
}

function renderTab(
  use: AnswersOf<'use'>,
  { task = 'text-classification', weightsDropped = false, fitted = false, calls = {} }: Known = {},
) {
  const api = fakeApi({
    use: { exportPlan: async () => plan, ...use },
    evaluation: { calibration: async () => calibration(fitted) },
    ...calls,
  });
  const view = { api, details: { value: { weightsDropped } } } as RunTabProps['view']; // what the tab reads of it
  renderScreen(UseTab, { api, props: { run: '7k2m', task, finished: true, view } });
}

/** Of an input that is a picture. */
function nameOf(input: object): string {
  if (!('picture' in input && input.picture instanceof File)) throw new Error('A picture was expected.');
  return input.picture.name;
}

/** What `predict` answers for pictures; those of these names cannot be read. */
function predictions(unreadable: readonly string[] = []) {
  return vi.fn(async ({ inputs }: Parameters<ApiClient['use']['predict']>[0]) => ({
    predictions: inputs.map(nameOf).map((name) =>
      unreadable.includes(name)
        ? {
            input: name,
            problem: { code: 'empty-file', message: 'the file is empty', params: {} },
            label: '',
            answer: null,
            probabilities: [],
          }
        : {
            input: name,
            problem: null,
            label: 'cat',
            answer: 'cat',
            probabilities: [{ name: 'cat', probability: 1 }],
          },
    ),
    elapsedMs: 1,
    loadMs: 0,
    temperature: 1,
    rule: null,
  }));
}

const pictures = (count: number) => Array.from({ length: count }, (_, n) => new File(['x'], `${n}.png`));
const drop = (files: readonly File[]) =>
  fireEvent.drop(screen.getByRole('group', { name: 'Drop pictures here' }), { dataTransfer: { files } });

beforeEach(() => {
  // jsdom knows no addresses of files.
  URL.createObjectURL = () => 'blob:picture';
  URL.revokeObjectURL = () => undefined;
});

/** A batch of 65 rows. */
const batchOf = (changes: object) =>
  streamOf({
    csvFile: '/out.csv',
    sizeBytes: 1,
    rows: 65,
    unreadable: 0,
    damaged: 0,
    unanswered: 0,
    seconds: 3,
    textColumns: [],
    counts: [],
    ...changes,
  });

describe('using a run', () => {
  it('predicts a text and shows every class with its probability', async () => {
    const predict = vi.fn(async () => ({
      predictions: [
        {
          input: 'Where is my card?',
          problem: null,
          label: 'card',
          answer: 'card',
          probabilities: [
            { name: 'card', probability: 0.8 },
            { name: 'rate', probability: 0.2 },
          ],
          truncated: true,
        },
      ],
      elapsedMs: 12,
      loadMs: 300,
      temperature: 1,
      rule: null,
    }));
    renderTab({ predict });
    await fireEvent.input(screen.getByLabelText('Text'), { target: { value: 'Where is my card?' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Predict' }));
    expect(await screen.findByText('80.0%')).toBeTruthy();
    expect(screen.getByText(/its end was not seen/)).toBeTruthy();
    expect(predict).toHaveBeenCalledWith({
      run: '7k2m',
      inputs: [{ text: 'Where is my card?' }],
      calibrated: false,
    });
    await expectAccessible();
  });

  it('tells why an input could not be used', async () => {
    const problem = { code: 'unreadable', message: 'It is no picture.', params: {} };
    renderTab({
      predict: async () => ({
        predictions: [{ input: 'x', problem, label: '', answer: null, probabilities: [] }],
        elapsedMs: 1,
        loadMs: 0,
        temperature: 1,
        rule: null,
      }),
    });
    await fireEvent.input(screen.getByLabelText('Text'), { target: { value: 'x' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Predict' }));
    expect(await screen.findByText('It is no picture.')).toBeTruthy();
  });

  it('offers only formats that can be written, and says why not', async () => {
    renderTab({}, { task: 'image-classification' });
    expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'ONNX: Export…' })).disabled).toBe(
      false,
    );
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Safetensors: Export…' }).disabled).toBe(
      true,
    );
    expect(screen.getByText('No library reads this family.')).toBeTruthy();
    await expectAccessible();
  });

  it('sends an empty picture with the others and tells its problem on its own line', async () => {
    const predict = predictions(['empty.png']);
    renderTab({ predict }, { task: 'image-classification' });
    await drop([...pictures(1), new File([], 'empty.png')]);
    expect(await screen.findByText('the file is empty')).toBeTruthy();
    expect(screen.getByText('100.0%')).toBeTruthy();
    expect(predict.mock.calls[0]![0].inputs).toHaveLength(2);
  });

  it('says how many of many pictures were taken and leads to the folder prediction', async () => {
    const predict = predictions();
    renderTab({ predict }, { task: 'image-classification' });
    await drop(pictures(70));
    expect(await screen.findByText('Only the first 64 of 70 pictures were taken')).toBeTruthy();
    expect(predict.mock.calls[0]![0].inputs).toHaveLength(64);
    await fireEvent.click(screen.getByRole('button', { name: 'To the folder prediction' }));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Choose and predict…' }));
    await drop(pictures(2));
    await waitFor(() => expect(screen.queryByText(/Only the first/)).toBeNull());
  });

  it('offers calibrated probabilities only where a calibration was fitted, and says what to do', async () => {
    renderTab({});
    const off = await screen.findByRole<HTMLInputElement>('switch', { name: /Calibrated probabilities/ });
    expect(off.disabled).toBe(true);
    expect(await screen.findByText('Fit the calibration under Evaluate first.')).toBeTruthy();
    await expectAccessible();
  });

  it('applies the calibration that was fitted', async () => {
    const predict = predictions();
    renderTab({ predict }, { task: 'image-classification', fitted: true });
    const on = screen.getByRole<HTMLInputElement>('switch', { name: 'Calibrated probabilities' });
    await waitFor(() => expect(on.disabled).toBe(false));
    await fireEvent.click(on);
    await drop(pictures(1));
    expect(predict.mock.calls[0]![0].calibrated).toBe(true);
  });

  it('counts as predicted only what could be read', async () => {
    const predictFolder = batchOf({ unreadable: 4 });
    const ask = vi.spyOn(picking, 'pickPath').mockResolvedValue('/data');
    renderTab({ predictFolder }, { task: 'image-classification' });
    await fireEvent.click(screen.getByRole('button', { name: 'Choose and predict…' }));
    expect(await screen.findByText(/^61 of 65 predicted in/)).toBeTruthy();
    expect(screen.getByText(/^4 could not be read/)).toBeTruthy();
    ask.mockRestore();
  });

  it('says how many pictures of a folder are damaged and were predicted all the same', async () => {
    const predictFolder = batchOf({ damaged: 2 });
    const ask = vi.spyOn(picking, 'pickPath').mockResolvedValue('/data');
    renderTab({ predictFolder }, { task: 'image-classification' });
    await fireEvent.click(screen.getByRole('button', { name: 'Choose and predict…' }));
    expect(await screen.findByText(/^65 of 65 predicted in/)).toBeTruthy();
    expect(screen.getByText(/^2 damaged, predicted from what could be decoded/)).toBeTruthy();
    ask.mockRestore();
  });

  it('says of a damaged picture that the answer is for what could be decoded', async () => {
    const damage = {
      code: 'damaged-picture',
      message: 'could not be decoded: VipsJpeg: Corrupt JPEG data',
      params: { reason: 'VipsJpeg: Corrupt JPEG data' },
    };
    const whole = predictions();
    const predict = vi.fn(async (given: Parameters<typeof whole>[0]) => {
      const answer = await whole(given);
      return { ...answer, predictions: answer.predictions.map((each) => ({ ...each, damage })) };
    });
    renderTab({ predict }, { task: 'image-classification' });
    await drop(pictures(1));
    expect(await screen.findByText(/^The file is damaged: the answer is for what/)).toBeTruthy();
    expect(screen.getByText(/Corrupt JPEG data/)).toBeTruthy();
  });

  it('says which column of a table was taken for the texts', async () => {
    const predictFolder = batchOf({ textColumns: [{ file: 'new.csv', column: 'v2' }] });
    const ask = vi.spyOn(picking, 'pickPath').mockResolvedValue('/data');
    renderTab({ predictFolder }, { task: 'text-classification' });
    await fireEvent.click(screen.getByRole('button', { name: 'Choose and predict…' }));
    expect(await screen.findByText('The texts were taken from the column “v2” of new.csv.')).toBeTruthy();
    ask.mockRestore();
  });

  it('has nothing to offer once the weights were deleted but to train again', async () => {
    const put = vi.fn(async (_: { id: string; recipe: object }) => ({ updatedAtMs: 1 }));
    const recipe = { task: 'text-classification' };
    renderTab(
      {},
      {
        weightsDropped: true,
        calls: { runs: { recipe: async () => ({ recipe, nextName: 'Bars 2' }) }, drafts: { put } },
      },
    );
    expect(screen.getByRole('heading', { name: 'The weights were deleted' })).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'Take the model with you' })).toBeNull();
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: 'Change and train again…' }));
    await waitFor(() =>
      expect(window.location.hash).toBe(`#/wizard/${put.mock.calls[0]![0].id}/hyperparameters`),
    );
  });
});

import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import UseTab from '../../../src-renderer/routes/runs/run/use/UseTab.svelte';
import { expectAccessible } from '../accessibility.ts';
import { fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';

const plan = {
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

function renderTab(use: Record<string, unknown>, task = 'text-classification') {
  const api = fakeApi({ use: { exportPlan: async () => plan, ...use } });
  renderScreen(UseTab, { api, props: { run: '7k2m', task: task as 'text-classification', finished: true } });
}

describe('using a run', () => {
  it('predicts a text and shows every class with its probability', async () => {
    const predict = vi.fn(async () => ({
      predictions: [
        {
          input: 'Where is my card?',
          problem: null,
          label: 'card',
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
        predictions: [{ input: 'x', problem, label: '', probabilities: [] }],
        elapsedMs: 1,
        loadMs: 0,
        temperature: 1,
      }),
    });
    await fireEvent.input(screen.getByLabelText('Text'), { target: { value: 'x' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Predict' }));
    expect(await screen.findByText('It is no picture.')).toBeTruthy();
  });

  it('offers only formats that can be written, and says why not', async () => {
    renderTab({}, 'image-classification');
    expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'ONNX: Export…' })).disabled).toBe(
      false,
    );
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Safetensors: Export…' }).disabled).toBe(
      true,
    );
    expect(screen.getByText('No library reads this family.')).toBeTruthy();
    await expectAccessible();
  });
});

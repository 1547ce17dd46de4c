import { ORPCError } from '@orpc/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { WeightsReport } from '../../../src-main/api/contract/models.ts';
import { picker } from '../../../src-renderer/lib/files/pick-path.svelte.ts';
import ModelsScreen from '../../../src-renderer/routes/models/ModelsScreen.svelte';
import { expectAccessible } from '../accessibility.ts';
import { draftSummary } from '../answers.ts';
import type { Answers } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { model, scratch, streamOf, wizardApi } from '../wizard/wizard-fakes.ts';

const imported = {
  ...model,
  id: 'my-resnet',
  name: 'My ResNet',
  kind: 'imported' as const,
  model: { weights: 'my-resnet' },
  numRuns: 2,
};

const weights: WeightsReport = {
  path: '/weights/resnet18.safetensors',
  usable: true,
  verdict: { code: 'models.fit', params: {}, message: 'ResNet-18 of torchvision.' },
  notes: [],
  format: 'safetensors',
  family: 'resnet',
  task: 'image-classification',
  architecture: {},
  parameters: 11_000_000,
  sizeBytes: 44_000_000,
  numTensors: 122,
  tensors: [],
  tokenizer: 'not-needed',
  suggestedName: 'resnet18',
  licence: null,
};

const show = (answers: Answers = {}) =>
  renderScreen(ModelsScreen, {
    api: wizardApi({ models: { list: async () => [model, imported, scratch] }, ...answers }),
    props: { path: [] },
  });

describe('the library of models', () => {
  it('shows every model with its facts', async () => {
    show();
    expect(await screen.findByRole('heading', { name: 'My ResNet' })).toBeTruthy();
    expect(screen.getByText('2 runs started from it')).toBeTruthy();
    expect(screen.getByText(/4\.9 MB on disk/)).toBeTruthy();
    await expectAccessible();
  });

  it('says that it could not be read, and tries again', async () => {
    const list = vi.fn(async () => [model]).mockRejectedValueOnce(new Error('gone'));
    show({ models: { list } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Finesse ResNet-10' })).toBeTruthy();
  });

  it('draws a model card without letting its HTML in', async () => {
    const markdown = '# Card\n\n| a | b |\n| --- | --- |\n| **bold** | <img src=x onerror=alert(1)> |';
    show({ models: { list: async () => [model], card: async () => ({ markdown }) } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Model card: Finesse ResNet-10' }));
    const dialog = await screen.findByRole('dialog');
    expect((await within(dialog).findByText('bold')).tagName).toBe('STRONG');
    expect(dialog.querySelector('img')).toBeNull();
    expect(within(dialog).getByText('<img src=x onerror=alert(1)>')).toBeTruthy();
  });

  it('begins a training with a model', async () => {
    const put = vi.fn(async () => ({ updatedAtMs: 1 }));
    show({ drafts: { put } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Train with it: ResNet-18' }));
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/wizard\/.*\/data$/));
    expect(put).toHaveBeenCalledWith({
      id: expect.any(String) as string,
      recipe: { task: 'image-classification', model: scratch.model },
    });
  });

  it('says who needs a model before it is removed, and removes it only when told twice', async () => {
    const remove = vi.fn(async ({ anyway }: { anyway?: boolean | undefined }) => {
      if (anyway) return;
      throw new ORPCError('FINESSE', {
        message: 'Two runs need it.',
        data: { code: 'library.modelInUse', params: {} },
      });
    });
    const draft = draftSummary({ recipe: { model: { weights: 'my-resnet' } } });
    show({ models: { list: async () => [imported], remove }, drafts: { list: async () => [draft] } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove: My ResNet' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('1 draft needs it')).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await within(dialog).findByText('Two runs need it.')).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Remove all the same' }));
    expect(remove).toHaveBeenLastCalledWith({ id: 'my-resnet', anyway: true });
  });

  it('looks at weights before it imports them', async () => {
    const take = vi.fn(streamOf({ id: 'resnet18' }));
    show({
      models: { list: async () => [], inspect: async () => weights, import: take },
      files: {
        roots: async () => ({ dialogs: true, folders: [] }),
        choose: async () => ({ paths: [weights.path] }),
      },
    });
    await fireEvent.click(await screen.findByRole('button', { name: 'Import a model…' }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Choose a file…' }));
    expect(await screen.findByText('Finesse can train this')).toBeTruthy();
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('resnet18'));
    await fireEvent.click(screen.getByRole('button', { name: 'Import' }));
    expect(take).toHaveBeenCalledWith(
      { path: weights.path, name: 'resnet18', licence: '', tokenizer: undefined },
      expect.anything(),
    );
    expect(picker.current).toBeUndefined();
  });

  it('does not import what it cannot use, and says why', async () => {
    const unusable = {
      ...weights,
      usable: false,
      verdict: { code: 'formats.x', params: {}, message: 'This is a picture.' },
    };
    show({
      models: { list: async () => [], inspect: async () => unusable },
      files: {
        roots: async () => ({ dialogs: true, folders: [] }),
        choose: async () => ({ paths: ['/a.png'] }),
      },
    });
    await fireEvent.click(await screen.findByRole('button', { name: 'Import a model…' }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Choose a file…' }));
    expect(await screen.findByText('This is a picture.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Import' }).hasAttribute('disabled')).toBe(true);
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { router } from '../../../src-renderer/lib/state/router.svelte.ts';
import { actionsOnShow } from '../../../src-renderer/routes/palette-items.ts';
import QuickKeys from '../../../src-renderer/routes/QuickKeys.svelte';
import { expectAccessible } from '../accessibility.ts';
import { settings } from '../answers.ts';
import { fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { runRow } from '../runs/run-rows.ts';

function open() {
  const kept = { get: async () => settings(), put: async () => settings() };
  const list = async () => [
    runRow({ id: 'aaaaaaaaaa', name: 'careful' }),
    runRow({ id: 'bbbbbbbbbb', name: 'bold' }),
  ];
  renderScreen(QuickKeys, { api: fakeApi({ settings: kept, runs: { list } }), props: {} });
}

beforeEach(() => router.go('#/home', { replace: true }));

describe('the command palette', () => {
  it('opens by Ctrl+K, finds a run by its name and goes there by Enter', async () => {
    open();
    await fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const field = await screen.findByRole('combobox', { name: 'Go to, or do' });
    await screen.findByRole('option', { name: 'careful' });
    await expectAccessible();
    await fireEvent.input(field, { target: { value: 'bold' } });
    await waitFor(() => expect(screen.queryByRole('option', { name: 'careful' })).toBeNull());
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(router.place.path).toEqual(['runs', 'bbbbbbbbbb']));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('offers all screens, and the parts of the run on show', async () => {
    router.go('#/runs/aaaaaaaaaa/train', { replace: true });
    open();
    await fireEvent.keyDown(document.body, { key: 'k', metaKey: true });
    const names = (await screen.findAllByRole('option')).map((option) => option.textContent?.trim());
    expect(names).toEqual(expect.arrayContaining(['Evaluate', 'Runs', 'Models', 'Settings']));
  });

  it('offers what can be done at the head of the screen', () => {
    const press = vi.fn();
    document.body.innerHTML =
      '<main><header><button>Stop  now</button><button disabled>No</button><nav><a href="#/x">Tab</a></nav></header></main>';
    document.querySelector('button')!.addEventListener('click', press);
    const [stop, ...others] = actionsOnShow();
    expect([stop?.label, others]).toEqual(['Stop now', []]);
    stop?.run();
    expect(press).toHaveBeenCalledOnce();
    document.body.replaceChildren();
  });
});

describe('the list of shortcuts', () => {
  it('opens by ? outside of fields', async () => {
    open();
    const field = document.body.appendChild(document.createElement('input'));
    await fireEvent.keyDown(field, { key: '?' });
    expect(screen.queryByRole('dialog')).toBeNull();
    field.remove();
    await fireEvent.keyDown(document.body, { key: '?' });
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(dialog).getByText('This list')).toBeTruthy();
    await expectAccessible();
  });
});

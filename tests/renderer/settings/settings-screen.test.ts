import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DiskUsage } from '../../../src-main/api/contract/storage.ts';
import type { Diagnosis } from '../../../src-main/api/contract/system.ts';
import { i18n } from '../../../src-renderer/lib/i18n/i18n.svelte.ts';
import { appearance } from '../../../src-renderer/lib/state/appearance.svelte.ts';
import { rememberedLook } from '../../../src-renderer/lib/state/remembered-look.ts';
import SettingsScreen from '../../../src-renderer/routes/settings/SettingsScreen.svelte';
import { usedKinds } from '../../../src-renderer/routes/settings/usage-bar.ts';
import { expectAccessible } from '../accessibility.ts';
import { hello, settings } from '../answers.ts';
import { type Answers, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';

const usage: DiskUsage = {
  kinds: [
    { kind: 'database', sizeBytes: 1e6 },
    { kind: 'weights', sizeBytes: 3e6 },
    { kind: 'models', sizeBytes: 0 },
  ],
  freeBytes: 5e9,
  cleanable: [
    { what: 'features', sizeBytes: 2e6 },
    { what: 'leftovers', sizeBytes: 0 },
  ],
};
const diagnosis: Diagnosis = {
  cpu: 'A processor',
  threads: 8,
  memoryBytes: 32e9,
  fastest: 'ort',
  backends: [
    { backend: 'ort', loads: true, stepMs: 0.5 },
    {
      backend: 'tensorflow',
      loads: false,
      reason: { code: 'engine.tensorflow-missing', params: {}, message: 'It is not installed.' },
    },
  ],
  providers: [{ provider: 'cpu', works: true, measured: 'a training step', ms: 0.7 }],
};

async function* doctor() {
  yield { phase: 'tensorflow', done: 1, total: 2 };
  return diagnosis;
}

function open(more: Answers = {}) {
  let kept = settings();
  const put = vi.fn(async (patch: object) => {
    kept = { ...kept, ...patch };
    return kept;
  });
  const told = vi.fn(async () => undefined);
  const clean = vi.fn(async () => ({ freedBytes: 2e6 }));
  const restore = vi.fn(async () => undefined);
  const api = fakeApi({
    settings: { get: async () => settings(), put },
    shell: { appearance: told },
    system: {
      hello: async () => hello({ storeFolder: '/home/me/finesse' }),
      doctor: async () => doctor(),
    },
    storage: {
      usage: async () => usage,
      clean,
      restore,
      listBackups: async () => [{ file: '/home/me/finesse/backups/a.db', sizeBytes: 1e6, createdAtMs: 1 }],
    },
    ...more,
  });
  renderScreen(SettingsScreen, { api, props: { path: [] } });
  return { put, told, clean, restore };
}

afterEach(async () => {
  appearance.use('system');
  await i18n.use('en');
});

describe('settings', () => {
  it('switch language and theme at once, tell the shell, and remember them for the next first paint', async () => {
    const { put, told } = open();
    await fireEvent.click(await screen.findByRole('radio', { name: 'Français' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Réglages' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: 'Sombre' }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
    await waitFor(() => expect(put.mock.calls).toEqual([[{ locale: 'fr' }], [{ theme: 'dark' }]]));
    await waitFor(() => expect(told).toHaveBeenLastCalledWith({ language: 'fr', theme: 'dark' }));
    expect(rememberedLook()).toEqual({ locale: 'fr', theme: 'dark' });
    await expectAccessible();
  });

  it('go back where the change could not be kept', async () => {
    const put = async () => Promise.reject(new Error('the disk is full'));
    open({ settings: { get: async () => settings(), put } });
    await fireEvent.click(await screen.findByRole('radio', { name: 'Français' }));
    await waitFor(() => expect(i18n.locale).toBe('en'));
  });

  it('show the disk by kind, largest first, and delete only what was chosen', async () => {
    const { clean } = open();
    const table = await screen.findByRole('table', { name: 'Disk usage by kind' });
    const rows = within(table).getAllByRole('rowheader');
    expect(rows.map((row) => row.textContent?.trim().split('  ')[0])).toEqual([
      expect.stringContaining('Trained models'),
      expect.stringContaining('Records in the database'),
    ]);
    await fireEvent.click(screen.getByRole('button', { name: 'Clean up…' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.queryByText('Files no run belongs to')).toBeNull();
    await fireEvent.click(dialog.getByRole('checkbox', { name: 'Computed features' }));
    await expectAccessible();
    await fireEvent.click(dialog.getByRole('button', { name: 'Delete 2 MB' }));
    await waitFor(() => expect(clean).toHaveBeenCalledWith({ what: ['features'] }));
  });

  it('restore a back-up only after saying what it replaces', async () => {
    const { restore } = open();
    await fireEvent.click(await screen.findByRole('button', { name: /^Restore… 1 Jan/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Restore this back-up?' }));
    await fireEvent.click(dialog.getByRole('button', { name: 'Restore at the next start' }));
    await waitFor(() => expect(restore).toHaveBeenCalledWith({ file: '/home/me/finesse/backups/a.db' }));
  });

  it('copy everything with progress, and take it back only after saying what it replaces', async () => {
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
    const copyAll = vi.fn(async function* (_: object) {
      yield { phase: 'copying', done: 2e6, total: 8e6 };
      await held;
      return { folder: '/disk/finesse-1', sizeBytes: 8e6 };
    });
    const restoreAll = vi.fn(async function* (_: object) {
      yield { phase: 'copying', done: 1, total: 1 };
      return undefined;
    });
    const files = {
      roots: async () => ({ dialogs: true, folders: [] }),
      choose: async () => ({ paths: ['/disk'] }),
    };
    const storage: Answers['storage'] = {
      usage: async () => usage,
      listBackups: async () => [],
      copyAll: async (input) => copyAll(input),
      restoreAll: async (input) => restoreAll(input),
    };
    open({ storage, files });
    await fireEvent.click(await screen.findByRole('button', { name: 'Copy everything to…' }));
    expect(await screen.findByText('2 MB of 8 MB')).toBeTruthy();
    await expectAccessible();
    goOn();
    await waitFor(() => expect(screen.queryByText('2 MB of 8 MB')).toBeNull());
    expect(copyAll.mock.calls[0]![0]).toEqual({ folder: '/disk' });
    await fireEvent.click(screen.getByRole('button', { name: 'Take everything back from…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Take everything back?' }));
    expect(restoreAll).not.toHaveBeenCalled();
    await fireEvent.click(dialog.getByRole('button', { name: 'Restore at the next start' }));
    await waitFor(() => expect(restoreAll.mock.calls.map(([input]) => input)).toEqual([{ folder: '/disk' }]));
  });

  it('check the machine on request and say why something does not work', async () => {
    open();
    await fireEvent.click(await screen.findByRole('button', { name: 'Check this machine' }));
    expect(await screen.findByText('It is not installed.')).toBeTruthy();
    expect(screen.getByText('0.5 ms a step')).toBeTruthy();
    expect(screen.getByText('Automatic')).toBeTruthy();
    await expectAccessible();
  });
});

describe('the bar of disk usage', () => {
  it('leaves out what is empty and shares out the rest', () => {
    expect(usedKinds(usage.kinds)).toEqual([
      { kind: 'weights', sizeBytes: 3e6, share: 0.75 },
      { kind: 'database', sizeBytes: 1e6, share: 0.25 },
    ]);
    expect(usedKinds([])).toEqual([]);
  });
});

import { ORPCError } from '@orpc/client';
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import PathPicker from '../../../src-renderer/lib/files/PathPicker.svelte';
import { pickPath } from '../../../src-renderer/lib/files/pick-path.svelte.ts';
import { expectAccessible } from '../accessibility.ts';
import { settings } from '../answers.ts';
import { fakeApi } from '../fake-api.ts';

const file = (path: string, kind: 'folder' | 'file', numChildren: number | null = null) => ({
  name: path.split('/').at(-1)!,
  path,
  kind,
  sizeBytes: 5,
  modifiedAtMs: 0,
  numChildren,
});

const folders: Record<string, ReturnType<typeof file>[]> = {
  '/home': [file('/home/data', 'folder', 2), file('/home/notes.csv', 'file')],
  '/home/data': [file('/home/data/train.csv', 'file')],
  '/home/new': [],
};

function api({ lastFolder = '', lastSaveFolder = '' } = {}) {
  const list = vi.fn(async ({ path }: { path: string }) => {
    const entries = folders[path];
    if (!entries) {
      const isFile = Object.values(folders).some((list) => list.some((entry) => entry.path === path));
      const code = isFile ? 'files.notAFolder' : 'files.notThere';
      throw new ORPCError('FINESSE', {
        message: `${path}: ${code}`,
        data: { code, params: { path, folders: ['/home'] } },
      });
    }
    const parts = path.split('/').slice(1);
    const trail = parts.map((name, at) => ({ name, path: `/${parts.slice(0, at + 1).join('/')}` }));
    return { path, trail, entries, numLeftOut: 0 };
  });
  const put = vi.fn(async () => settings());
  const client = fakeApi({
    files: {
      roots: async () => ({ dialogs: false, folders: [{ name: '~', path: '/home' }] }),
      list,
      makeFolder: async () => ({ path: '/home/new' }),
    },
    settings: { get: async () => settings({ lastFolder, lastSaveFolder }), put },
  });
  return { client, list, put };
}

const options = { kind: 'file', show: 'tables', title: 'Which table?' } as const;

describe('the path picker', () => {
  it('goes through folders by keyboard and gives the chosen file', async () => {
    const { client, put } = api();
    render(PathPicker);
    const path = pickPath(client, options);
    await screen.findByRole('dialog', { name: 'Which table?' });
    const list = await screen.findByRole('listbox', { name: 'Files and folders' });
    await expectAccessible();
    await fireEvent.keyDown(list, { key: 'ArrowDown' });
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('data');
    await fireEvent.keyDown(list, { key: 'Enter' });
    await screen.findByRole('option', { name: /train\.csv/ });
    await fireEvent.keyDown(list, { key: 'Backspace' });
    await screen.findByRole('option', { name: /notes\.csv/ });
    await fireEvent.keyDown(list, { key: 'End' });
    await fireEvent.keyDown(list, { key: 'Enter' });
    expect(await path).toBe('/home/notes.csv');
    expect(put).toHaveBeenCalledWith({ lastFolder: '/home' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('gives nothing when it is closed', async () => {
    const { client, put } = api();
    render(PathPicker);
    const path = pickPath(client, options);
    await fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await path).toBeUndefined();
    expect(put).not.toHaveBeenCalled();
  });

  it('begins where something was chosen last, or at the first place where that is gone', async () => {
    const first = api({ lastFolder: '/home/data' });
    render(PathPicker);
    void pickPath(first.client, options);
    await screen.findByRole('option', { name: /train\.csv/ });
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    const second = api({ lastFolder: '/removed' });
    void pickPath(second.client, options);
    await screen.findByRole('option', { name: /notes\.csv/ });
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('gives the folder on show, or the one at the cursor', async () => {
    const { client, put } = api();
    render(PathPicker);
    const path = pickPath(client, { ...options, kind: 'folder', show: 'folders' });
    await fireEvent.click(await screen.findByRole('option', { name: /data/ }));
    await fireEvent.click(screen.getByRole('button', { name: 'Choose' }));
    expect(await path).toBe('/home/data');
    expect(put).toHaveBeenCalledWith({ lastFolder: '/home/data' }); // chosen at once next time, it is the same
  });

  it('filters a long folder', async () => {
    const { client } = api();
    render(PathPicker);
    void pickPath(client, options);
    await screen.findByRole('option', { name: /notes\.csv/ });
    await fireEvent.input(screen.getByRole('searchbox', { name: 'Filter' }), { target: { value: 'DAT' } });
    expect(screen.getAllByRole('option')).toHaveLength(1);
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('saves under a name, in a new folder, and says when a file is replaced', async () => {
    const { client, put } = api();
    render(PathPicker);
    const path = pickPath(client, { ...options, kind: 'save', suggestedName: 'recipe.json' });
    const name = await screen.findByLabelText('File name');
    await fireEvent.input(name, { target: { value: 'notes.csv' } });
    expect(await screen.findByRole('button', { name: 'Replace' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'New folder' }));
    await fireEvent.input(screen.getByLabelText('Name of the folder'), { target: { value: 'new' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Make it' }));
    await screen.findByDisplayValue('/home/new/notes.csv');
    await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await path).toBe('/home/new/notes.csv');
    expect(put).toHaveBeenCalledWith({ lastSaveFolder: '/home/new' });
  });

  it.each([
    { ...options, kind: 'save', suggestedName: 'predictions.csv' },
    { ...options, kind: 'folder', show: 'folders', writes: true },
  ] as const)('begins to write where something was saved last, not among the data ($kind)', async (asked) => {
    const { client, list } = api({ lastFolder: '/home/data', lastSaveFolder: '/home/new' });
    render(PathPicker);
    void pickPath(client, asked);
    await screen.findByText('Nothing fitting here.');
    expect(list.mock.calls.map(([{ path }]) => path)).toEqual(['/home/new']);
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('begins to write at home where nothing was saved yet', async () => {
    const { client, list } = api({ lastFolder: '/home/data' });
    render(PathPicker);
    void pickPath(client, { ...options, kind: 'save', suggestedName: 'predictions.csv' });
    await screen.findByRole('option', { name: /notes\.csv/ });
    expect(list.mock.calls.map(([{ path }]) => path)).toEqual(['/home']);
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  const typePath = async (text: string) => {
    const field = await screen.findByLabelText('Path');
    await fireEvent.input(field, { target: { value: text } });
    await fireEvent.submit(field.closest('form')!); // the field stands in one
  };

  it('goes to a path that is typed: into a folder, to a file, from home, or from here', async () => {
    const { client } = api();
    render(PathPicker);
    const path = pickPath(client, options);
    await screen.findByRole('option', { name: /notes\.csv/ });
    await typePath('/home/data');
    await screen.findByRole('option', { name: /train\.csv/ });
    await typePath('~/notes.csv');
    expect((await screen.findByRole('option', { selected: true })).textContent).toContain('notes.csv');
    await typePath('data/train.csv');
    await waitFor(() =>
      expect(screen.getByRole('option', { selected: true }).textContent).toContain('train.csv'),
    );
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: 'Choose' }));
    expect(await path).toBe('/home/data/train.csv');
  });

  it('takes a typed path to save to apart into folder and name', async () => {
    const { client } = api();
    render(PathPicker);
    const path = pickPath(client, { ...options, kind: 'save', suggestedName: 'a.csv' });
    await screen.findByRole('option', { name: /notes\.csv/ });
    await typePath('/home/data/out.csv');
    await screen.findByDisplayValue('out.csv');
    await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await path).toBe('/home/data/out.csv');
  });

  it('says at the field what is wrong with a typed path, and stays where it was', async () => {
    const { client } = api();
    render(PathPicker);
    void pickPath(client, options);
    await screen.findByRole('option', { name: /notes\.csv/ });
    await typePath('/home/nowhere');
    expect((await screen.findByRole('alert')).textContent).toContain('/home/nowhere');
    expect(screen.getByRole('option', { name: /notes\.csv/ })).toBeTruthy();
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('closes only the field for a new folder by Escape, and gives the focus back to its button', async () => {
    const { client } = api();
    render(PathPicker);
    void pickPath(client, { ...options, kind: 'folder', show: 'folders' });
    const button = await screen.findByRole('button', { name: 'New folder' });
    await fireEvent.click(button);
    const field = screen.getByLabelText('Name of the folder');
    expect(document.activeElement).toBe(field);
    await fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByLabelText('Name of the folder')).toBeNull();
    expect(screen.getByRole('dialog')).toBeTruthy();
    expect(document.activeElement).toBe(button);
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('uses the system’s dialog where there is one', async () => {
    const choose = vi.fn(async () => ({ paths: ['/x/a.csv'] }));
    const client = fakeApi({ files: { roots: async () => ({ dialogs: true, folders: [] }), choose } });
    expect(await pickPath(client, options)).toBe('/x/a.csv');
    expect(choose).toHaveBeenCalledWith({
      mode: 'open',
      show: 'tables',
      title: 'Which table?',
      suggested: undefined,
    });
  });
});

import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import EditableTitle from '../../../src-renderer/lib/ui/EditableTitle.svelte';
import { expectAccessible } from '../accessibility.ts';

async function edit(text: string, name = 'Plates') {
  const onrename = vi.fn();
  render(EditableTitle, { name, placeholder: 'Untitled', label: 'Name', editLabel: 'Rename', onrename });
  await fireEvent.click(screen.getByRole('button', { name: 'Rename' }));
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
  expect(field.value).toBe(name);
  await fireEvent.input(field, { target: { value: text } });
  return { field, onrename };
}

it('gives the trimmed name by Enter and returns the focus to its button', async () => {
  const { field, onrename } = await edit('  Tiles ');
  await expectAccessible();
  await fireEvent.keyDown(field, { key: 'Enter' });
  expect(onrename.mock.calls).toEqual([['Tiles']]);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Rename' })));
});

it.each(['Enter', 'Escape'])('keeps %s from pressing the button that then has the focus', async (key) => {
  const { field } = await edit('Tiles');
  // False: default-prevented.
  expect(await fireEvent.keyDown(field, { key })).toBe(false);
});

it('gives it when the field is left, an empty one too', async () => {
  const { field, onrename } = await edit('');
  await fireEvent.blur(field);
  expect(onrename.mock.calls).toEqual([['']]);
});

it('leaves the name as it was by Escape, and where nothing was changed', async () => {
  const { field, onrename } = await edit('Tiles');
  await fireEvent.keyDown(field, { key: 'Escape' });
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(onrename).not.toHaveBeenCalled();
});

it('shows what stands for a name that is not there', async () => {
  const { field, onrename } = await edit('', '');
  await fireEvent.keyDown(field, { key: 'Enter' });
  expect(screen.getByRole('heading', { level: 1, name: 'Untitled' })).toBeTruthy();
  expect(onrename).not.toHaveBeenCalled();
});

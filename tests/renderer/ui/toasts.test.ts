import { render, screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import Toasts from '../../../src-renderer/lib/ui/Toasts.svelte';
import { toasts } from '../../../src-renderer/lib/ui/toasts.svelte.ts';

it('a fault goes with the page it came up on, other messages stay their time', async () => {
  render(Toasts);
  toasts.show({ tone: 'bad', title: 'It failed' });
  toasts.show({ tone: 'good', title: 'Saved' });
  await screen.findByText('It failed');
  window.location.hash = '#/runs?sort=name';
  await waitFor(() => expect(screen.queryByText('It failed')).toBeNull());
  expect(screen.getByText('Saved')).toBeTruthy();
});

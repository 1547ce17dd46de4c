import { screen, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { router } from '../../../src-renderer/lib/state/router.svelte.ts';
import CompareScreen from '../../../src-renderer/routes/compare/CompareScreen.svelte';
import { expectAccessible } from '../accessibility.ts';
import { fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { baseline, comparison, higherRate } from './compare-data.ts';

function open(compare: unknown, hash = '#/compare?ids=bbbbbbbbbb,aaaaaaaaaa&baseline=aaaaaaaaaa') {
  router.go(hash, { replace: true });
  return renderScreen(CompareScreen, { api: fakeApi({ runs: { compare } }), props: { path: [] } });
}

it('says in words what changed and what came of it, with the examples', async () => {
  const compare = vi.fn(async () => ({ runs: [higherRate, baseline], baseline: [comparison] }));
  open(compare);
  const report = (await screen.findByRole('heading', { name: 'What changed, and what came of it' })).closest(
    'section',
  )!;
  expect(within(report).getByText('Learning rate 0.001 → 0.003')).toBeTruthy();
  expect(within(report).getByText('accuracy +2.1 points')).toBeTruthy();
  expect(within(report).getByText('within noise')).toBeTruthy();
  expect(within(report).getByText('same data version')).toBeTruthy();
  expect(compare).toHaveBeenCalledWith(
    { runs: ['bbbbbbbbbb', 'aaaaaaaaaa'], baseline: 'aaaaaaaaaa' },
    expect.anything(),
  );
  expect(screen.getByText('My invoice is wrong')).toBeTruthy();
  expect(screen.getByRole('img', { name: 'True class: cat' })).toBeTruthy();
  await expectAccessible();
});

it('shows only settings that differ until all are asked for', async () => {
  open(async () => ({ runs: [higherRate, baseline], baseline: [comparison] }));
  const table = await screen.findByRole('region', { name: 'Settings' });
  expect(within(table).queryByText('Batch size')).toBeNull();
  screen.getByRole('switch', { name: 'Differences only' }).click();
  expect(await within(table).findByText('Batch size')).toBeTruthy();
});

it('takes another baseline and leaves runs out by the address', async () => {
  open(async () => ({ runs: [higherRate, baseline], baseline: [comparison] }));
  (await screen.findByRole('button', { name: 'Take as baseline: run bbbbbbbbbb' })).click();
  expect(router.place.query.get('baseline')).toBe('bbbbbbbbbb');
  screen.getByRole('button', { name: 'Leave run aaaaaaaaaa out' }).click();
  expect(router.place.query.get('ids')).toBe('bbbbbbbbbb');
});

it('says that more than twelve cannot be compared, and which are missing', async () => {
  const ids = Array.from({ length: 13 }, (_, at) => `run${at}`);
  open(async () => ({ runs: [higherRate, baseline], baseline: [] }), `#/compare?ids=${ids.join(',')}`);
  expect(await screen.findByText(/Only the first 12 are compared/)).toBeTruthy();
  expect(screen.getByText('10 of them are not in this store.')).toBeTruthy();
});

it('leads to the runs where none are chosen, and offers to try again after a failure', async () => {
  const { unmount } = open(async () => ({}), '#/compare');
  expect(await screen.findByText('Choose runs to compare')).toBeTruthy();
  await expectAccessible();
  unmount();
  open(async () => Promise.reject(new Error('broken')));
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
});

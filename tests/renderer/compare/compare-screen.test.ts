import { fireEvent, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { router } from '../../../src-renderer/lib/state/router.svelte.ts';
import CompareScreen from '../../../src-renderer/routes/compare/CompareScreen.svelte';
import { expectAccessible } from '../accessibility.ts';
import { type AnswersOf, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { baseline, comparedRun, comparison, higherRate } from './compare-data.ts';

const pair = '#/compare?ids=bbbbbbbbbb,aaaaaaaaaa&baseline=aaaaaaaaaa';

type Compares = AnswersOf<'runs'>;
type Asked = Parameters<ApiClient['runs']['curves']>[0];
type Curves = Awaited<ReturnType<ApiClient['runs']['curves']>>;

function open(compare: Compares['compare'], hash = pair, curves?: Compares['curves']) {
  router.go(hash, { replace: true });
  const evaluation = { changedFiles };
  const api = fakeApi({ runs: { compare, curves }, evaluation });
  return renderScreen(CompareScreen, { api, props: { path: [] } });
}

const unchanged = { examples: 20, changed: 0, vanished: 0, first: [], indices: [] };
let changedFiles: AnswersOf<'evaluation'>['changedFiles'];
beforeEach(() => {
  changedFiles = async () => unchanged;
});

/** Two points of each run's curve: the loss of the first run is twice that of the second. */
const curvesOf = async ({ run, metric = '' }: Asked): Promise<Curves> => [
  {
    metric,
    numRecorded: 2,
    points: [
      [5, run.startsWith('a') ? 1 : 2],
      [15, 0.5],
    ],
  },
];

/** The numbers behind the chart, row by row. */
async function chartRows(name: string): Promise<string[][]> {
  const button = await screen.findByRole('button', { name: `Curves: ${name}: Show the numbers` });
  await fireEvent.click(button);
  const table = await screen.findByRole('region', { name: `Curves: ${name}: the numbers` });
  return within(table)
    .getAllByRole('row')
    .map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim()));
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

it('says of which run the test pictures are not what was measured any more', async () => {
  changedFiles = async ({ run }: { readonly run: string }) =>
    run.startsWith('a') ? { ...unchanged, changed: 3, indices: [0, 1, 2] } : unchanged;
  open(async () => ({ runs: [higherRate, baseline], baseline: [comparison] }));
  expect(
    await screen.findByText('run aaaaaaaaaa: 3 of 20 test pictures are not what was measured'),
  ).toBeTruthy();
  expect(screen.queryByText(/run bbbbbbbbbb: \d/)).toBeNull();
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
  const ids = ['bbbbbbbbbb', 'aaaaaaaaaa', ...Array.from({ length: 11 }, (_, at) => `run${at}`)];
  open(async () => ({ runs: [higherRate, baseline], baseline: [] }), `#/compare?ids=${ids.join(',')}`);
  expect(await screen.findByText(/Only the first 12 are compared/)).toBeTruthy();
  expect(screen.getByText(/^Not here, perhaps deleted: runs run0, run1, .*run9\.$/)).toBeTruthy();
});

it('names no best between different test examples and says why; an area is no percentage', async () => {
  const auc = { metric: 'rocAuc', value: 0.841, low: 0.8, high: 0.88 };
  const runs = [higherRate, { ...baseline, test: [...baseline.test, auc] }];
  const { unmount } = open(async () => ({ runs, baseline: [comparison] }));
  const table = await screen.findByRole('region', { name: 'Figures on the test examples' });
  expect(within(table).getByText('0.841')).toBeTruthy();
  expect(within(table).getAllByText('best').length).toBeGreaterThan(0);
  unmount();
  open(async () => ({ runs, baseline: [{ ...comparison, unavailable: 'other-data' }] }));
  expect(await screen.findByText(/measured on different test examples\. The figures/)).toBeTruthy();
  expect(screen.queryByText('best')).toBeNull();
});

it('compares the rest where the baseline is gone, and says which it was', async () => {
  const compare = vi.fn(async ({ baseline: against }: { baseline?: string }) => ({
    runs: [higherRate, baseline],
    baseline: against === 'aaaaaaaaaa' ? [comparison] : [],
  }));
  open(compare, '#/compare?ids=bbbbbbbbbb,aaaaaaaaaa,zzzzzzzzzz&baseline=zzzzzzzzzz');
  expect(await screen.findByText('Not here, perhaps deleted: run zzzzzzzzzz.')).toBeTruthy();
  expect(await screen.findByText('Compared with run aaaaaaaaaa')).toBeTruthy();
  expect(compare.mock.calls.map(([input]) => input.baseline)).toEqual(['zzzzzzzzzz', 'aaaaaaaaaa']);
});

it('leads to the runs where none of those of the address is left', async () => {
  open(async () => ({ runs: [], baseline: [] }));
  expect(await screen.findByRole('heading', { name: 'None of these runs is here any more' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Go to the runs' }).getAttribute('href')).toBe('#/runs');
  await expectAccessible();
});

it('leads to the runs where none are are chosen, and offers to try again after a failure', async () => {
  const { unmount } = open(async () => ({ runs: [], baseline: [] }), '#/compare');
  expect(await screen.findByText('Choose runs to compare')).toBeTruthy();
  await expectAccessible();
  unmount();
  open(async () => Promise.reject(new Error('broken')));
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
});

it('draws a metric by step once it is chosen, over the axis that is chosen, smoothed beside what was recorded', async () => {
  const curves = vi.fn(curvesOf);
  open(async () => ({ runs: [higherRate, baseline], baseline: [comparison] }), pair, curves);
  const metric = await screen.findByRole('combobox', { name: 'Metric' });
  expect(curves).not.toHaveBeenCalled();
  await fireEvent.change(metric, { target: { value: 'step loss' } });
  expect(await chartRows('Training loss, each step')).toEqual([
    ['Run', 'Step', 'Training loss, each step', 'Training loss, each step, smoothed'],
    ['run bbbbbbbbbb', '5', '2', '2'],
    ['run aaaaaaaaaa', '5', '1', '1'],
    ['run bbbbbbbbbb', '15', '0.5', '1.0625'],
    ['run aaaaaaaaaa', '15', '0.5', '0.6875'],
  ]);
  expect(curves.mock.calls.map(([input]) => input)).toEqual(
    ['bbbbbbbbbb', 'aaaaaaaaaa'].map((run) => ({ run, metric: 'loss', maxPoints: 1_500 })),
  );
  await fireEvent.input(screen.getByRole('slider', { name: 'Smoothing' }), { target: { value: '0.5' } });
  await fireEvent.click(screen.getByRole('radio', { name: 'Epoch' }));
  await fireEvent.click(screen.getByRole('button', { name: 'run aaaaaaaaaa', pressed: true }));
  expect(await chartRows('Training loss, each step')).toEqual([
    ['Run', 'Epoch', 'Training loss, each step', 'Training loss, each step, smoothed'],
    ['run bbbbbbbbbb', '0.5', '2', '2'],
    ['run bbbbbbbbbb', '1.5', '0.5', '1'],
  ]);
  // What is shown in another way is not asked for again.
  expect(curves).toHaveBeenCalledTimes(2);
  await expectAccessible();
});

it('asks only the runs that recorded the metric, and names those it has no values of', async () => {
  const other = comparedRun('bbbbbbbbbb', { stepMetrics: ['gradientNorm'] });
  const curves = vi.fn(curvesOf);
  open(async () => ({ runs: [other, baseline], baseline: [] }), pair, curves);
  const metric = await screen.findByRole('combobox', { name: 'Metric' });
  await fireEvent.change(metric, { target: { value: 'step gradientNorm' } });
  expect(await screen.findByText('No values to draw for run aaaaaaaaaa.')).toBeTruthy();
  expect(curves).toHaveBeenCalledTimes(1);
});

it('says that curves could not be loaded, and loads them when asked again', async () => {
  const curves = vi.fn(curvesOf).mockRejectedValueOnce(new Error('broken'));
  open(async () => ({ runs: [higherRate, baseline], baseline: [] }), pair, curves);
  const metric = await screen.findByRole('combobox', { name: 'Metric' });
  await fireEvent.change(metric, { target: { value: 'step learningRate' } });
  (await screen.findByRole('button', { name: 'Try again' })).click();
  expect(await chartRows('Learning rate, each step')).toHaveLength(5);
});

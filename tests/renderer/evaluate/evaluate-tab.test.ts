import { ORPCError } from '@orpc/client';
import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { evaluate as french } from '../../../src-renderer/lib/i18n/messages/fr/evaluate.ts';
import EvaluateTab from '../../../src-renderer/routes/runs/run/evaluate/EvaluateTab.svelte';
import { expectAccessible } from '../accessibility.ts';
import { runDetails } from '../answers.ts';
import { type Answers as AllAnswers, type AnswersOf, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { streamOf } from '../wizard/wizard-fakes.ts';
import { report } from './report.ts';

const example = {
  index: 3,
  source: { path: '/plates/scratched/7.png' },
  contentHash: 'a'.repeat(64),
  lossRank: 1,
  media: '/media/prediction/7k2m/3',
  label: 'scratched',
  predicted: 'good',
  correct: false,
  probability: 0.91,
  labelProbability: 0.09,
  loss: 2.4,
  top: [
    { name: 'good', probability: 0.91 },
    { name: 'scratched', probability: 0.09 },
  ],
};
const threshold = {
  threshold: 0.5,
  truePositives: 8,
  falsePositives: 1,
  falseNegatives: 2,
  trueNegatives: 9,
  precision: 0.89,
  recall: 0.8,
  specificity: 0.9,
  falsePositiveRate: 0.1,
  f1: 0.84,
  flagged: 0.45,
};

/** Not on the slider's steps. */
const best = { ...threshold, threshold: 0.22875, falsePositives: 0, precision: 1, recall: 0.95, f1: 0.97 };
const point = (below: number, share: number, accuracy: number) => ({
  below,
  answered: 20 * share,
  share,
  accuracy,
});
const noRule = { rule: null, outdated: false, test: null };

type Answers = AnswersOf<'evaluation'>;
type Advice = Awaited<ReturnType<ApiClient['evaluation']['advice']>>[number];

const wideInterval: Advice = {
  code: 'wide-interval',
  params: { low: 0.7, high: 0.95, examples: 20, needed: 200 },
  severity: 'hint',
  action: null,
};
const overfitting: Advice = {
  code: 'overfitting',
  params: { trainAccuracy: 0.99, valAccuracy: 0.8, bestEpoch: 3, epochs: 9 },
  severity: 'warning',
  action: { patches: [{ path: 'hyperparameters.weightDecay', value: 0.05 }] },
};

const evaluation = () =>
  ({
    report: async () => report,
    advice: async () => [wideInterval, overfitting],
    calibration: async () => ({ before: { ...report.calibration }, fitted: null, unavailable: null }),
    slices: async () => [],
    changedFiles: async () => ({ examples: 20, changed: 0, vanished: 0, first: [], indices: [] }),
    list: async () => [],
    splits: async () => [],
    examples: vi.fn(async () => ({ total: 1, all: 20, examples: [example] })),
    thresholds: async () => ({
      class: 'scratched',
      positives: 10,
      negatives: 10,
      chosenOn: 'validation',
      unasked: false,
      temperature: 1,
      rows: [threshold, best],
      testRows: [
        { ...threshold, recall: 0.6 },
        { ...best, recall: 0.7 },
      ],
      bestF1: best,
      forRecall: null,
      forPrecision: null,
    }),
    coverage: async () => ({
      chosenOn: 'validation',
      unasked: false,
      temperature: 1,
      examples: 20,
      rows: [point(0, 1, 0.8), point(0.5, 1, 0.8), point(0.9, 0.5, 0.95)],
      testRows: [point(0, 1, 0.75), point(0.5, 1, 0.75), point(0.9, 0.4, 0.9)],
    }),
    decision: async () => noRule,
  }) satisfies Answers;

function renderTab(answers: Answers = {}, nouns: AllAnswers = {}) {
  const calls = evaluation();
  const corrections = { list: async () => ({ dataPath: '/plates', corrections: [] }) };
  const runs = { get: async () => runDetails() };
  const api = fakeApi({ evaluation: { ...calls, ...answers }, corrections, runs, ...nouns });
  renderScreen(EvaluateTab, { api, props: { run: '7k2m', task: 'image-classification', finished: true } });
  return calls;
}

describe('the evaluation of a run', () => {
  it('shows the headline numbers with their intervals, and is accessible', async () => {
    renderTab();
    expect(await screen.findAllByText('85.0%', { selector: '.value' })).toHaveLength(2);
    // Recall counts most where one class is looked for: that of the second, until another is chosen.
    expect(screen.getByText('Recall (sensitivity) for scratched')).toBeTruthy();
    expect(screen.getByText('80.0%', { selector: '.value' })).toBeTruthy();
    expect(screen.getAllByText('95 % interval 49.0% to 94.3%')).toHaveLength(1);
    await fireEvent.change(screen.getByLabelText('Class looked for'), { target: { value: 'good' } });
    expect(screen.getByText('Specificity for good')).toBeTruthy();
    expect(screen.getByText('95 % interval 70.0% to 95.0%')).toBeTruthy();
    await screen.findByText('It learns the examples by heart');
    await expectAccessible();
  });

  it('finds the threshold that reaches a recall, and says what precision that leaves', async () => {
    const reaching = { ...best, threshold: 0.11, recall: 0.99, precision: 0.72 };
    const thresholds = vi.fn(async ({ wantedRecall = 0 }: { wantedRecall?: number | undefined }) => {
      const table = await evaluation().thresholds();
      return wantedRecall === 0.99
        ? { ...table, rows: [...table.rows, reaching], forRecall: reaching }
        : { ...table, forRecall: null };
    });
    renderTab({ thresholds });
    expect(await screen.findByRole('button', { name: 'Not reached at any threshold' })).toHaveProperty(
      'disabled',
      true,
    );
    const select = screen.getByRole('combobox', { name: 'Recall to reach' });
    expect(within(select).getByText('At least 95% recall')).toBeTruthy();
    await fireEvent.change(select, { target: { value: '99' } });
    const button = await screen.findByRole('button', { name: /^Reached at 11(\.0)?% \(precision 72\.0%\)$/ });
    await fireEvent.click(button);
    const card = button.closest('section, article, .card') as HTMLElement;
    expect(within(card).getByText('99.0%', { selector: 'dd' })).toBeTruthy();
    expect(thresholds).toHaveBeenLastCalledWith(
      { run: '7k2m', class: 'scratched', wantedRecall: 0.99 },
      expect.anything(),
    );
  });

  it('sets exactly the threshold it promises, and keeps it', async () => {
    const rule = { kind: 'threshold' as const, class: 'scratched', threshold: 0.22875, temperature: 1 };
    const test = { examples: 20, answered: 20, correct: 18, accuracy: 0.9, plainAccuracy: 0.85 };
    const keepDecision = vi.fn(async () => ({ rule, outdated: false, test }));
    renderTab({ keepDecision });
    const button = await screen.findByRole('button', { name: 'Best F1 at 22.875% (97.0%)' });
    await fireEvent.click(button);
    const card = button.closest('section, article, .card') as HTMLElement;
    expect(within(card).getByText('97.0%', { selector: 'dd' })).toBeTruthy();
    expect(within(card).getByText('22.875%')).toBeTruthy();
    expect(within(card).getByText(/^On the test examples: .*recall 70.0%/)).toBeTruthy();
    await fireEvent.click(within(card).getByRole('button', { name: 'Keep' }));
    expect(keepDecision).toHaveBeenCalledWith({
      run: '7k2m',
      rule: { kind: 'threshold', class: 'scratched', threshold: 0.22875 },
    });
    expect(await screen.findByText('Kept: scratched is answered from 22.875% on')).toBeTruthy();
    expect(
      screen.getByText(/it answers 100.0% and is right for 90.0% of those; without it 85.0%/),
    ).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Answer the most probable class again' }));
    expect(keepDecision).toHaveBeenLastCalledWith({ run: '7k2m', rule: null });
  });

  it('keeps a probability below which no answer is given, with what it does on both splits', async () => {
    const keepDecision = vi.fn(async () => noRule);
    renderTab({ keepDecision });
    const slider = await screen.findByRole('slider', { name: 'No answer below' });
    await fireEvent.input(slider, { target: { value: '0.9' } });
    expect(screen.getByRole('row', { name: 'Validation 50.0% 95.0%' })).toBeTruthy();
    expect(screen.getByRole('row', { name: 'Test 40.0% 90.0%' })).toBeTruthy();
    await fireEvent.click(screen.getAllByRole('button', { name: 'Keep' })[1]!);
    expect(keepDecision).toHaveBeenCalledWith({ run: '7k2m', rule: { kind: 'abstain', below: 0.9 } });
  });

  it('reads everything that shows probabilities again once they are calibrated', async () => {
    const fitted = {
      temperature: 1.5,
      examples: 20,
      validationLogLoss: { before: 0.5, after: 0.4 },
      fittedAtMs: 1,
      after: { ...report.calibration, logLoss: 0.31, expectedCalibrationError: 0.02 },
    };
    let calibrated = false;
    const calibration = async () => ({
      before: { ...report.calibration },
      fitted: calibrated ? fitted : null,
      unavailable: null,
    });
    const calibrate = async () => {
      calibrated = true;
      return streamOf(await calibration())();
    };
    const thresholds = vi.fn(evaluation().thresholds);
    const { examples } = renderTab({ calibration, calibrate, thresholds });
    await fireEvent.click(await screen.findByRole('button', { name: 'Calibrate' }));
    expect(await screen.findByText('0.31', { selector: '.value' })).toBeTruthy();
    expect(screen.getByText('2.0%', { selector: '.value' })).toBeTruthy();
    expect(screen.getByText(/are those of the calibrated probabilities/)).toBeTruthy();
    expect(examples).toHaveBeenCalledTimes(2);
    expect(thresholds.mock.calls.length).toBeGreaterThan(1);
  });

  it('shows the examples of the cell that is pressed', async () => {
    const { examples } = renderTab();
    await fireEvent.click(
      await screen.findByRole('button', { name: '2: true class scratched, predicted good' }),
    );
    expect(examples).toHaveBeenLastCalledWith(
      expect.objectContaining({ run: '7k2m', label: 'scratched', predicted: 'good', correct: false }),
      expect.anything(),
    );
    await fireEvent.click(await screen.findByAltText('scratched/7.png'));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('91.0%')).toBeTruthy();
  });

  it('gives a class without test examples no recall and no F1', async () => {
    const absent = { ...report.perClass[0]!, name: 'bent', support: 0, precision: 0, recall: 0, f1: 0 };
    const none = { hits: 0, of: 0, low: 0, high: 1 };
    const rates = {
      recall: none,
      specificity: { hits: 19, of: 20, low: 0.764, high: 0.991 },
      precision: { ...none, of: 1 },
    };
    renderTab({
      report: async () => ({
        ...report,
        perClass: [...report.perClass, absent],
        rates: [...report.rates, rates],
      }),
    });
    const row = await screen.findByRole('row', { name: /^bent/ });
    const cells = within(row).getAllByRole('cell');
    const words = cells.slice(2, 6).map((cell) => cell.textContent?.replaceAll(/\s+/g, ' ').trim());
    expect(words).toEqual(['–', '95.0% 76% – 99%', '0.0% 0% – 100%', '–']);
  });

  it('says where test pictures are not those that were measured any more', async () => {
    const first = [
      { path: '/plates/1.png', state: 'changed' as const },
      { path: '/plates/2.png', state: 'vanished' as const },
    ];
    renderTab({
      changedFiles: async () => ({ examples: 20, changed: 2, vanished: 1, first, indices: [3, 4, 5] }),
    });
    expect(await screen.findByText('3 of 20 test pictures are not what was measured')).toBeTruthy();
    expect(screen.getByText(/2 files have other content and 1 is gone/)).toBeTruthy();
    expect(screen.getByText('/plates/2.png: gone')).toBeTruthy();
    await expectAccessible();
    expect(french.changed.title(3, 20)).toBe(
      '3 des 20 images de test ne sont plus celles qui ont été mesurées',
    );
  });

  it('says of a measurement on other data what was found and what was left out, in both languages', async () => {
    const data = {
      path: '/more',
      found: 126,
      measured: 115,
      copies: 4,
      trainedOn: 20,
      leftOut: [
        { code: 'conflicting-labels', count: 6, first: { path: '/more/good/1.png' }, message: 'm' },
        { code: 'damaged-picture', count: 5, first: { path: '/more/good/2.png' }, message: 'm' },
      ],
    };
    const perClass = report.perClass.map((row, at) => ({ ...row, support: at === 0 ? 115 : 0 }));
    const measured = { ...report, perClass, data };
    const metrics = [{ metric: 'accuracy', value: 0.9, low: null, high: null }];
    renderTab({
      list: async () => [{ split: 'test', dataPath: '/more', createdAtMs: 1, metrics }],
      report: async ({ dataPath }) => (dataPath === '/more' ? measured : report),
    });
    const row = (await screen.findByText('/more')).closest('details')!;
    row.open = true;
    await fireEvent(row, new Event('toggle'));
    expect(await screen.findByText('Of 126 files or rows found there 115 were measured.')).toBeTruthy();
    const text = row.textContent!;
    expect(text).toContain('Left out: equal examples under different labels, 6 (1.png, …).');
    expect(text).toContain('Left out: Damaged pictures, 5 (2.png, …).');
    expect(text).toContain('4 of them are copies of others');
    expect(text).toContain('20 of them were trained on');
    expect(text).toContain('All are “good”: accuracy is how many of these are found.');
    await expectAccessible();
    const { measured: inFrench, onlyClass } = french.other;
    expect(inFrench(115, 126)).toBe('Sur 126 fichiers ou lignes trouvés, 115 ont été mesurés.');
    expect(onlyClass('a')).toContain('ne sont pas définies avec une seule classe');
  });

  it('turns an advice into a draft with its change', async () => {
    const put = vi.fn(async () => ({ updatedAtMs: 1 }));
    renderTab(
      {},
      {
        runs: {
          get: async () => runDetails(),
          recipe: async () => ({ recipe: { task: 'image-classification' }, nextName: 'Bars 2' }),
        },
        drafts: { put },
      },
    );
    const attempt = await screen.findByRole('button', { name: 'Try it in a new training' });
    expect(screen.getByText('Changes: Weight decay → 0.05')).toBeTruthy();
    await fireEvent.click(attempt);
    await vi.waitFor(() =>
      expect(put).toHaveBeenCalledWith({
        id: expect.any(String),
        recipe: {
          name: 'Bars 2',
          task: 'image-classification',
          hyperparameters: { weightDecay: 0.05 },
        },
        // The run it was tried on is its parent.
        parent: '7k2m',
      }),
    );
    expect(window.location.hash).toMatch(/^#\/wizard\/[0-9a-f-]+\/hyperparameters$/);
  });

  it('says what is missing where a run has no test examples', async () => {
    const missing = new ORPCError('FINESSE', {
      status: 422,
      message: 'none',
      data: { code: 'api.noEvaluation', params: {} },
    });
    renderTab({ report: () => Promise.reject(missing) });
    expect(await screen.findByText(/no test examples/)).toBeTruthy();
    await expectAccessible();
  });

  it('waits for the end of training', () => {
    renderScreen(EvaluateTab, {
      api: fakeApi({}),
      props: { run: '7k2m', task: 'image-classification', finished: false },
    });
    expect(screen.getByText('Not measured yet')).toBeTruthy();
  });
});

import { describe, expect, it } from 'vitest';
import { type AdviceCode, type AdviceFacts, adviseOn } from '../../src-main/evaluation/advice.ts';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';

/** A report of `right[c]` right and `wrong[c]` wrong examples of each class, with this certainty. */
function report(right: readonly number[], wrong: readonly number[], certainty = 0.85) {
  const classes = right.map((_, c) => `c${c}`);
  const rows = right.flatMap((count, c) => [
    ...Array.from({ length: count }, () => [c, c] as const),
    ...Array.from({ length: wrong[c]! }, () => [c, (c + 1) % classes.length] as const),
  ]);
  const rest = (1 - certainty) / (classes.length - 1);
  return makeReport({
    classes,
    labels: Int32Array.from(rows, ([label]) => label),
    probabilities: Float32Array.from(
      rows.flatMap(([, guess]) => classes.map((_, c) => (c === guess ? certainty : rest))),
    ),
  });
}

const epochs = (
  rows: readonly (readonly [loss: number, accuracy: number, valLoss: number, valAccuracy: number])[],
) =>
  rows.map(([loss, accuracy, valLoss, valAccuracy], at) => ({
    epoch: at + 1,
    phase: 'all',
    metrics: { loss, accuracy, valLoss, valAccuracy },
  }));

const healthy: AdviceFacts = {
  report: report([170, 170], [30, 30]),
  diverged: false,
  history: epochs([
    [0.7, 0.6, 0.6, 0.7],
    [0.4, 0.85, 0.42, 0.84],
    [0.35, 0.87, 0.42, 0.85],
  ]),
  bestEpoch: 2,
  plannedEpochs: 3,
  trainExamples: [
    { name: 'c0', count: 200 },
    { name: 'c1', count: 200 },
  ],
  validationExamples: 60,
  testExamples: 400,
  task: 'image-classification',
  settings: {
    preset: 'full',
    highestRate: 0.0001,
    phases: undefined,
    validationFraction: 0.15,
    testFraction: 0.15,
    learningRate: 0.001,
    backboneLearningRate: 0.0001,
    headDropout: 0.1,
    weightDecay: 0.01,
    labelSmoothing: 0,
    balancedClasses: false,
    augments: true,
    clipsGradients: false,
  },
};

const codes = (facts: Partial<AdviceFacts>) => adviseOn({ ...healthy, ...facts }).map(({ code }) => code);
const advice = (code: AdviceCode, facts: Partial<AdviceFacts>) =>
  adviseOn({ ...healthy, ...facts }).find((found) => found.code === code);

describe('advice', () => {
  it('is that all is well, and nothing else, for a healthy run', () => {
    expect(adviseOn(healthy)).toEqual([
      { code: 'good', params: { accuracy: 0.85 }, severity: 'good', action: null },
    ]);
  });

  it('does not say that nothing stands out above a hint', () => {
    const trainExamples = [{ name: 'rare', count: 5 }, ...healthy.trainExamples];
    expect(codes({ trainExamples })).toContain('few-examples');
    expect(codes({ trainExamples })).not.toContain('good');
  });

  it('is empty before the first epoch has ended', () => {
    expect(codes({ history: [], report: undefined })).toEqual([]);
  });

  it('says a lower rate and clipping when a run diverged, as far as it is known why', () => {
    expect(adviseOn({ ...healthy, diverged: true, report: undefined, history: [] })).toEqual([
      {
        code: 'diverged',
        severity: 'serious',
        // The rate that was used, not the one that the recipe has for a head alone.
        params: { learningRate: 0.0001 },
        action: {
          patches: [
            { path: 'hyperparameters.learningRate', value: 0.0002 },
            { path: 'hyperparameters.backboneLearningRate', value: 0.00002 },
            { path: 'hyperparameters.gradientClipNorm', value: 1 },
          ],
        },
      },
    ]);
  });

  it('names overfitting with both accuracies, and more regularisation', () => {
    const history = epochs([
      [0.6, 0.7, 0.5, 0.75],
      [0.2, 0.95, 0.48, 0.8],
      [0.05, 1, 0.7, 0.78],
    ]);
    expect(advice('overfitting', { history })).toMatchObject({
      params: { trainAccuracy: 1, valAccuracy: 0.78, bestEpoch: 2, epochs: 3 },
      action: {
        patches: [
          { path: 'adaptation.headDropout', value: 0.3 },
          { path: 'hyperparameters.weightDecay', value: 0.05 },
        ],
      },
    });
    const settings = { ...healthy.settings, augments: false };
    expect(advice('overfitting', { history, settings })!.action!.patches).toContainEqual({
      path: 'preprocessing.augmentation',
      value: { horizontalFlip: true },
    });
    expect(codes({ history })).not.toContain('underfitting');
  });

  it('names the epoch that was kept, which another metric than the loss may have chosen', () => {
    const history = epochs([
      [0.6, 0.7, 0.5, 0.75],
      [0.2, 0.95, 0.48, 0.8],
      [0.05, 1, 0.7, 0.78],
    ]);
    expect(advice('overfitting', { history, bestEpoch: 3 })!.params.bestEpoch).toBe(3);
    // A run that was stopped kept none, and its first epoch was not validated.
    const [first, ...later] = history;
    const { valLoss: _, ...unvalidated } = first!.metrics;
    const stopped = [{ ...first!, metrics: unvalidated }, ...later];
    expect(advice('overfitting', { history: stopped, bestEpoch: null })!.params.bestEpoch).toBe(2);
  });

  it('does not ask for test examples where there are some that were not measured', () => {
    expect(codes({ report: undefined })).not.toContain('no-test-split');
    expect(codes({ report: undefined, testExamples: 0 })).toContain('no-test-split');
  });

  it('names underfitting, and trains more of the network where only the head was trained', () => {
    const history = epochs([
      [0.7, 0.55, 0.69, 0.54],
      [0.68, 0.58, 0.69, 0.55],
    ]);
    const settings = { ...healthy.settings, preset: 'head' };
    expect(advice('underfitting', { history, settings })!.action).toEqual({
      patches: [{ path: 'adaptation.preset', value: 'gradual' }],
    });
    expect(advice('underfitting', { history })!.action).toEqual({
      patches: [{ path: 'hyperparameters.epochs', value: 6 }],
    });
  });

  it('says more epochs when the last was still the best, but not after early stopping', () => {
    const history = epochs([
      [0.7, 0.7, 0.7, 0.7],
      [0.5, 0.8, 0.5, 0.8],
      [0.4, 0.85, 0.4, 0.85],
    ]);
    expect(advice('still-improving', { history })).toMatchObject({ params: { epochs: 3, suggested: 5 } });
    expect(codes({ history, plannedEpochs: 10 })).not.toContain('still-improving');
  });

  it('sees a training loss that jumps', () => {
    const history = epochs([
      [0.5, 0.8, 0.5, 0.8],
      [0.9, 0.8, 0.5, 0.8],
      [0.4, 0.8, 0.5, 0.8],
      [0.8, 0.8, 0.5, 0.8],
    ]);
    expect(advice('unstable', { history })).toMatchObject({
      params: { epochs: 2 },
      action: { patches: [{ value: 0.0005 }, { value: 0.00005 }] },
    });
  });

  it('names a rare class that is missed, and weights, unless they were used', () => {
    const facts = {
      report: report([190, 6], [10, 14]),
      trainExamples: [
        { name: 'c0', count: 400 },
        { name: 'c1', count: 40 },
      ],
    };
    expect(advice('rare-class', facts)).toMatchObject({
      params: { class: 'c1', recall: 0.3, examples: 40 },
      action: { patches: [{ path: 'hyperparameters.classWeights', value: 'balanced' }] },
    });
    const settings = { ...healthy.settings, balancedClasses: true };
    expect(advice('rare-class', { ...facts, settings })).toMatchObject({
      action: null,
      params: { weighted: 1 },
    });
  });

  it('compares a rare class with the others, not with a mean that holds it', () => {
    const facts = {
      report: report([90, 80, 2], [10, 20, 8]),
      // In another order than that of the report.
      trainExamples: [
        { name: 'c2', count: 20 },
        { name: 'c0', count: 400 },
        { name: 'c1', count: 400 },
      ],
    };
    const { params } = advice('rare-class', facts)!;
    expect(params).toMatchObject({ class: 'c2', recall: 0.2, examples: 20, weighted: 0 });
    expect(params.othersRecall).toBeCloseTo((0.9 + 0.8) / 2, 12);
  });

  it('counts certain mistakes as labels to look at, once the model is mostly right', () => {
    expect(advice('label-errors', { report: report([190, 190], [10, 10], 0.97) })).toMatchObject({
      params: { count: 20, mistakes: 20, more: 0 },
    });
    // 5 certain mistakes of 475, in 3,080 examples.
    const some = report([1302, 1303], [238, 237], 0.9);
    const mistakes = some.mistakes.map((one, at) => ({ ...one, probability: at < 5 ? 0.97 : 0.9 }));
    expect(advice('label-errors', { report: { ...some, mistakes } })!.params).toMatchObject({
      count: 5,
      mistakes: 475,
      more: 0,
    });
    expect(advice('label-errors', { report: report([900, 900], [90, 90], 0.97) })!.params).toMatchObject({
      count: 100,
      mistakes: 180,
      more: 1,
    });
    expect(codes({ report: report([100, 100], [100, 90], 0.97) })).not.toContain('label-errors');
  });

  it('names the two classes taken for one another, among three or more', () => {
    const facts = { report: report([60, 90, 90], [40, 10, 10], 0.8) };
    expect(advice('confused-classes', facts)).toMatchObject({
      params: { label: 'c0', predicted: 'c1', count: 40, share: 0.4 },
    });
  });

  it('says a test split is too small by what would be enough', () => {
    expect(advice('wide-interval', { report: report([9, 8], [1, 2]) })).toMatchObject({
      params: { examples: 20, needed: 196 },
    });
  });

  it('tells certainty above the accuracy from certainty below it', () => {
    expect(advice('overconfident', { report: report([160, 160], [40, 40], 0.99) })!.action).toEqual({
      patches: [{ path: 'hyperparameters.labelSmoothing', value: 0.1 }],
    });
    expect(codes({ report: report([195, 195], [5, 5], 0.6) })).toContain('underconfident');
  });

  it('looks at the calibrated probabilities once there are any', () => {
    const raw = report([160, 160], [40, 40], 0.99);
    const calibrated = report([160, 160], [40, 40], 0.8).calibration;
    expect(codes({ report: raw })).toContain('overconfident');
    expect(codes({ report: raw, calibrated })).not.toContain('overconfident');
  });

  it('puts what is serious first', () => {
    const facts = { report: report([90, 10], [110, 190], 0.99), validationExamples: 0 };
    expect(codes(facts).slice(0, 2)).toEqual(['below-baseline', 'no-validation-split']);
  });
});

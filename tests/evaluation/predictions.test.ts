import { describe, expect, it } from 'vitest';
import { epochMetrics } from '../../src-main/evaluation/epoch-metrics.ts';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';

const classes = ['cat', 'dog'];
const report = (labels: number[], probabilities: number[], names = classes) =>
  makeReport({
    classes: names,
    labels: Int32Array.from(labels),
    probabilities: Float32Array.from(probabilities),
  });

describe('predictions that cannot be measured are refused with their place', () => {
  it.each([
    ['no examples', [], [], 'evaluation.noExamples', /at least 1 example/],
    ['a missing column', [0, 1], [1, 0, 1], 'evaluation.shapeMismatch', /2 x 2 probabilities.*found 3/],
    ['an unknown label', [0, 2], [1, 0, 0, 1], 'evaluation.labelOutOfRange', /Label 2 of example 1/],
    ['a negative label', [-1], [1, 0], 'evaluation.labelOutOfRange', /Label -1/],
    ['NaN', [0, 1], [1, 0, 0, Number.NaN], 'evaluation.notFinite', /class 1 for example 1 is NaN.*diverged/],
    ['infinity', [0], [Number.POSITIVE_INFINITY, 0], 'evaluation.notFinite', /Infinity/],
    ['logits', [0], [3, -2], 'evaluation.outOfRange', /is 3, outside 0 to 1.*softmax/],
    ['rows that do not sum to 1', [0], [0.2, 0.3], 'evaluation.notNormalised', /sum to 0.5/],
  ] as const)('%s', (_, labels, probabilities, code, message) => {
    const call = () => report([...labels], [...probabilities]);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name: 'FinesseError', code }));
  });

  it('a single class', () => {
    expect(() => report([0], [1], ['cat'])).toThrow(/at least 2 classes/);
  });

  it('sources of another length', () => {
    const call = () =>
      makeReport({
        classes,
        labels: Int32Array.of(0),
        probabilities: Float32Array.of(1, 0),
        options: { sources: [] },
      });
    expect(call).toThrow(/one source for each of 1 examples, found 0/);
  });

  it('NaN after an epoch, and an empty validation split', () => {
    expect(() => epochMetrics(Int32Array.of(0), Float32Array.of(Number.NaN, 0))).toThrow(/NaN/);
    expect(() => epochMetrics(new Int32Array(0), new Float32Array(0))).toThrow(/at least 1 example/);
  });
});

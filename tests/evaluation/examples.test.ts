import { describe, expect, it } from 'vitest';
import { type ExampleSort, selectExamples } from '../../src-main/evaluation/example-order.ts';
import { checkPredictions } from '../../src-main/evaluation/predictions.ts';
import { namedSlices, numericSlices } from '../../src-main/evaluation/slices.ts';
import { wilson } from '../../src-main/evaluation/wilson.ts';

const predictions = checkPredictions(
  Int32Array.of(0, 0, 1, 1, 1),
  Float32Array.of(0.9, 0.1, 0.4, 0.6, 0.2, 0.8, 0.7, 0.3, 0.2, 0.8),
  2,
);

describe('examples', () => {
  it.each<[ExampleSort, number[]]>([
    ['confidence', [0, 2, 4, 3, 1]],
    ['doubt', [1, 3, 2, 4, 0]],
    ['loss', [3, 1, 2, 4, 0]],
    ['label', [0, 1, 2, 3, 4]],
    ['predicted', [0, 3, 1, 2, 4]],
    ['position', [0, 1, 2, 3, 4]],
  ])('by %s, equals in order of position', (sort, order) => {
    expect([...selectExamples(predictions, {}, sort)]).toEqual(order);
  });

  it('of one cell of the confusion matrix, or only mistakes', () => {
    expect([...selectExamples(predictions, { label: 1, predicted: 0 }, 'position')]).toEqual([3]);
    expect([...selectExamples(predictions, { correct: false }, 'position')]).toEqual([1, 3]);
  });
});

describe('slices', () => {
  it('are quarters of a number, each example in exactly one', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    const slices = numericSlices(values, Uint8Array.of(1, 1, 0, 1, 0, 0, 1, 1));
    expect(slices.map(({ examples, accuracy }) => [examples, accuracy])).toEqual([
      [2, 1],
      [2, 0.5],
      [2, 0],
      [2, 1],
    ]);
    expect(slices.at(-1)).toMatchObject({ high: 8 });
  });

  it('are none where all examples are alike', () => {
    expect(numericSlices([3, 3, 3], Uint8Array.of(1, 0, 1))).toEqual([]);
    expect(namedSlices(['a', 'a'], Uint8Array.of(1, 0), 5)).toEqual([]);
  });

  it('by name put the weakest first', () => {
    const slices = namedSlices(['b', 'a', 'b', 'a'], Uint8Array.of(1, 0, 1, 1), 5);
    expect(slices.map(({ label, accuracy }) => [label, accuracy])).toEqual([
      ['a', 0.5],
      ['b', 1],
    ]);
  });

  // statsmodels' proportion_confint(8, 10, method="wilson").
  it('carry a Wilson interval', () => {
    expect(wilson(8, 10)).toEqual({ low: expect.closeTo(0.4901625, 6), high: expect.closeTo(0.9433178, 6) });
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

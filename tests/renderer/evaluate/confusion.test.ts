import { describe, expect, it } from 'vitest';
import { cellShares, frequentMistakes } from '../../../src-renderer/routes/runs/run/evaluate/confusion.ts';

const confusion = [
  [8, 2, 0],
  [1, 3, 0],
  [0, 0, 0],
];

describe('the confusion matrix', () => {
  it('shows shares of the true class, of the prediction, or of the largest cell', () => {
    expect(cellShares(confusion, 'byTrue')[0]).toEqual([0.8, 0.2, 0]);
    expect(cellShares(confusion, 'byPredicted')[1]).toEqual([1 / 9, 3 / 5, 0]);
    expect(cellShares(confusion, 'counts')[1]).toEqual([1 / 8, 3 / 8, 0]);
  });

  it('has shares of 0, not NaN, for a class without examples', () => {
    expect(cellShares(confusion, 'byTrue')[2]).toEqual([0, 0, 0]);
    expect(cellShares(confusion, 'byPredicted').map((row) => row[2])).toEqual([0, 0, 0]);
  });

  it('names the most frequent mistakes first and leaves out the diagonal and empty cells', () => {
    expect(frequentMistakes(confusion, 5)).toEqual([
      { truth: 0, said: 1, count: 2 },
      { truth: 1, said: 0, count: 1 },
    ]);
    expect(frequentMistakes(confusion, 1)).toHaveLength(1);
  });
});

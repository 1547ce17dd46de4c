import { describe, expect, it } from 'vitest';
import { folds } from '../../../src-main/training/probe/folds.ts';

describe('folds', () => {
  it('scores every row once, on rows it was not fitted to, with the classes spread evenly', () => {
    const labels = Int32Array.from({ length: 50 }, (_, row) => Number(row >= 40));
    const parts = folds(labels, [...labels.keys()].map(String), 5);
    expect(parts.flatMap(({ score }) => score).sort((a, b) => a - b)).toEqual([...labels.keys()]);
    for (const { fit, score } of parts) {
      expect(fit.filter((row) => score.includes(row))).toEqual([]);
      expect(score.filter((row) => labels[row] === 1)).toHaveLength(2);
    }
  });

  it('keeps examples with the same content together', () => {
    const labels = Int32Array.of(0, 0, 0, 1, 1, 1);
    const parts = folds(labels, ['a', 'b', 'a', 'c', 'c', 'c'], 3);
    for (const { score } of parts) {
      expect(score.includes(0)).toBe(score.includes(2));
      expect(score.includes(3)).toBe(score.includes(5));
    }
    expect(parts).toHaveLength(3);
  });
});

// Which depth is taken from what was held out.
import { describe, expect, it } from 'vitest';
import { depthOf } from '../../../src-main/training/probe/depth-choice.ts';

const names = ['probe', 'last 2 stages', 'all'];
const of = (...losses: number[][]) =>
  depthOf(names, { folds: 3, losses, hits: losses.map((list) => list.map((loss) => Number(loss < 0.7))) });

describe('the depth of training', () => {
  it('is the one with the lowest loss where that is clear', () => {
    const chosen = of([0.8, 0.9, 0.8, 0.9], [0.6, 0.7, 0.6, 0.7], [0.3, 0.4, 0.2, 0.4]);
    expect(chosen.phases).toBe(3);
    expect(chosen.tried.map(({ loss }) => loss)).toEqual(
      [0.85, 0.65, 0.325].map((x) => expect.closeTo(x, 12)),
    );
    expect(chosen.tried.map(({ accuracy }) => accuracy)).toEqual([0, 0.5, 1]);
    expect(chosen.tried[2]!.differenceError).toBe(0);
  });

  it('is a lesser one that is as good within one standard error of the difference', () => {
    // Differences 0.5, -0.4, 0.3, -0.3: mean 0.025, error sqrt(0.146875) / 2 = 0.1916.
    const chosen = of([0.8, 0.4, 0.8, 0.5], [0.9, 0.9, 0.9, 0.9], [0.3, 0.8, 0.5, 0.8]);
    expect(chosen.tried[0]!.differenceError).toBeCloseTo(0.191621, 5);
    expect(chosen.phases).toBe(1);
  });

  it('is paired: examples that are hard for all say nothing', () => {
    const chosen = of([5.01, 0.11, 3.01, 0.21], [9, 9, 9, 9], [5, 0.1, 3, 0.2]);
    expect(chosen.phases).toBe(3);
  });
});

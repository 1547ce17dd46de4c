import { describe, expect, it } from 'vitest';
import { minimise } from '../../../src-main/training/probe/minimise.ts';

const options = { maxIterations: 500, gradientTolerance: 1e-10 };

/** Rosenbrock's valley, whose minimum is (1, 1). */
function rosenbrock(point: Float64Array) {
  const [x, y] = [point[0]!, point[1]!];
  return {
    value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
  };
}

describe('minimise', () => {
  it('follows a bent valley to its end', async () => {
    const found = await minimise(rosenbrock, Float64Array.of(-1.2, 1), options);
    expect(found.converged).toBe(true);
    expect(Math.abs(found.point[0]! - 1)).toBeLessThan(1e-8);
    expect(found.iterations).toBeLessThan(60);
  });

  it('stops where it starts, when that is the minimum', async () => {
    const found = await minimise(rosenbrock, Float64Array.of(1, 1), options);
    expect([found.iterations, found.converged]).toEqual([0, true]);
  });

  it('says when it ran out of iterations, and passes on what its caller throws', async () => {
    const start = Float64Array.of(-1.2, 1);
    expect((await minimise(rosenbrock, start, { ...options, maxIterations: 3 })).converged).toBe(false);
    const afterIteration = () => {
      throw new Error('enough');
    };
    await expect(minimise(rosenbrock, start, { ...options, afterIteration })).rejects.toThrow('enough');
  });

  it('ends where rounding hides any further descent', async () => {
    const coarse = (point: Float64Array) => {
      const { value, gradient } = rosenbrock(point);
      return { value: Math.fround(value + 1e4), gradient };
    };
    const found = await minimise(coarse, Float64Array.of(-1.2, 1), options);
    expect(found.converged).toBe(true);
    expect(rosenbrock(found.point).value).toBeLessThan(0.01);
  });
});

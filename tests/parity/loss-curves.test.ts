// Training step by step beside PyTorch, on the `ort` backend: the same weights, batches and order, without dropout.
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { curveCases, type LossCurve, trainCurve } from './loss-curves.ts';

await openEngine({ backend: 'ort', provider: 'cpu' });

/** Relative, of every step. Asked for is 1e-2; PyTorch's own float32 is within 2e-5 of its float64. */
const lossTolerance = 1e-3;
/** Weights whose gradient is nothing but rounding move by it too, since Adam divides by its size. */
const weightTolerance = 2e-2;
const statisticsTolerance = 1e-3;

describe.each(curveCases)('$name', (reference) => {
  it('takes every step as PyTorch does: losses, rates, gradient norms, and where weights and statistics end', async () => {
    const curve = await trainCurve(reference);
    expect(farSteps(curve.losses, reference.losses, lossTolerance)).toEqual([]);
    expect(farSteps(curve.learningRates, reference.learningRates, 1e-6)).toEqual([]);
    expect(farSteps(curve.gradientNorms, reference.gradientNorms, 10 * lossTolerance)).toEqual([]);
    expect(distance(curve.moved, reference.moved)).toBeLessThan(weightTolerance);
    expect(distance(curve.statistics, reference.statistics)).toBeLessThan(statisticsTolerance);
  });
});

it('is about losses that fall, over 100 steps, by rounding alone within the tolerance', () => {
  const long = curveCases.filter(({ losses }) => losses.length === 100);
  expect(long.map(({ kind }) => kind)).toEqual(['pictures', 'texts']);
  const mean = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  for (const { losses } of long)
    expect(mean(losses.slice(-10))).toBeLessThan(0.5 * mean(losses.slice(0, 10)));
  for (const { float32Difference } of curveCases) expect(float32Difference).toBeLessThan(lossTolerance / 10);
});

/** Steps whose value is not within the relative tolerance, each as a line. */
function farSteps(found: readonly number[], needed: readonly number[], tolerance: number): string[] {
  expect(found.length).toBe(needed.length);
  return needed.flatMap((value, step) =>
    Math.abs(found[step]! - value) <= tolerance * value
      ? []
      : [`step ${step + 1}: found ${found[step]}, PyTorch has ${value}`],
  );
}

/**
 * How far apart two sets of tensors are, relative to the size of the second. The product with a direction of unit
 * variance is as large as the norm of what it is taken of, on average.
 */
function distance(found: LossCurve['moved'], needed: LossCurve['moved']): number {
  expect(Object.keys(found).sort()).toEqual(Object.keys(needed).sort());
  const digests = Object.entries(needed);
  if (digests.length === 0) return 0;
  const apart = Math.hypot(...digests.map(([name, { projection }]) => found[name]!.projection - projection));
  return apart / Math.hypot(...digests.map(([, { norm }]) => norm));
}

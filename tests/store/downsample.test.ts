import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CurvePoint, downsample } from '../../src-main/store/downsample.ts';

const curve = (values: (number | null)[]): CurvePoint[] => values.map((value, step) => [step, value]);

describe('downsample', () => {
  it('gives a short curve back as it is', () => {
    const points = curve([1, 2, 3]);
    expect(downsample(points, 10)).toBe(points);
  });

  it('keeps a single spike and a single NaN among ten thousand points', () => {
    const values: (number | null)[] = Array.from({ length: 10_000 }, () => 1);
    values[4321] = 99;
    values[7777] = null;
    const thin = downsample(curve(values), 1_000);
    expect(thin).toContainEqual([4321, 99]);
    expect(thin).toContainEqual([7777, null]);
  });

  it('keeps order, ends, lowest and highest, and never gives more than asked for', () => {
    const value = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 5, maxLength: 400 }),
        fc.integer({ min: 4, max: 60 }),
        (values, max) => {
          const points = curve(values);
          const thin = downsample(points, max);
          const steps = thin.map(([step]) => step);
          expect(thin.length).toBeLessThanOrEqual(max);
          expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
          expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)]);
          expect(Math.max(...thin.map(([, v]) => v!))).toBe(Math.max(...values));
          expect(Math.min(...thin.map(([, v]) => v!))).toBe(Math.min(...values));
        },
      ),
    );
  });
});

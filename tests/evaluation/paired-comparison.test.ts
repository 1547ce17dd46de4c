import { describe, expect, it } from 'vitest';
import { mcNemarExact } from '../../src-main/evaluation/paired-comparison.ts';

/** The same by whole numbers: 2 sum C(n, k) / 2^n, k up to min(b, c), rounded once at the end. */
function byWholeNumbers(b: number, c: number): number {
  const n = BigInt(b + c);
  let choose = 1n;
  let sum = 0n;
  for (let k = 0n; k <= BigInt(Math.min(b, c)); k++) {
    sum += choose;
    choose = (choose * (n - k)) / (k + 1n);
  }
  const digits = 10n ** 30n;
  return Math.min(1, Number((2n * sum * digits) / 2n ** n) / 1e30);
}

describe('the exact McNemar test', () => {
  it('gives the p value of a published example', () => {
    // Agresti 1990, page 350: approval of the prime minister; statsmodels' own test of mcnemar has 4.434449e-06.
    expect(mcNemarExact(59, 121)).toBeCloseTo(4.434449e-6, 11);
  });

  it('agrees with whole numbers, for few and for thousands of changed examples', () => {
    for (const [b, c] of [
      [0, 1],
      [1, 9],
      [5, 15],
      [40, 60],
      [300, 420],
      [2400, 2600],
      [7, 7],
    ] as const) {
      expect(mcNemarExact(b, c) / byWholeNumbers(b, c)).toBeCloseTo(1, 9);
      expect(mcNemarExact(c, b)).toBe(mcNemarExact(b, c));
    }
  });

  it('finds nothing where nothing changed', () => {
    expect(mcNemarExact(0, 0)).toBe(1);
  });
});

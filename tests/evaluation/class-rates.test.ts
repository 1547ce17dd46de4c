import { describe, expect, it } from 'vitest';
import { classRates } from '../../src-main/evaluation/class-rates.ts';

describe('rates of a class', () => {
  it('are those of a published table, with Wilson intervals', () => {
    // Newcombe 1998, table I: 81 of 263 -> 0.2553 to 0.3662; 15 of 148 -> 0.0624 to 0.1605.
    const [, yes] = classRates([
      [133, 15],
      [182, 81],
    ]);
    expect(yes!.recall).toMatchObject({ hits: 81, of: 263 });
    expect(yes!.recall.low).toBeCloseTo(0.2553, 4);
    expect(yes!.recall.high).toBeCloseTo(0.3662, 4);
    expect(yes!.specificity).toMatchObject({ hits: 133, of: 148 });
    expect(yes!.specificity.low).toBeCloseTo(1 - 0.1605, 4);
    expect(yes!.specificity.high).toBeCloseTo(1 - 0.0624, 4);
    expect(yes!.precision).toMatchObject({ hits: 81, of: 96 });
  });

  it('of one of several classes are against all others', () => {
    const [a] = classRates([
      [5, 1, 0],
      [2, 6, 0],
      [1, 0, 9],
    ]);
    expect([a!.recall.hits, a!.recall.of]).toEqual([5, 6]);
    expect([a!.specificity.hits, a!.specificity.of]).toEqual([15, 18]);
    expect([a!.precision.hits, a!.precision.of]).toEqual([5, 8]);
  });

  it('say nothing where there is nothing to count', () => {
    const [, none] = classRates([
      [4, 0],
      [0, 0],
    ]);
    expect(none!.recall).toEqual({ hits: 0, of: 0, low: 0, high: 1 });
    expect(none!.precision).toEqual({ hits: 0, of: 0, low: 0, high: 1 });
  });
});

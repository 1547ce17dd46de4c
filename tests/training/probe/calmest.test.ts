// From which head the layers below are trained.
import { describe, expect, it } from 'vitest';
import { calmest } from '../../../src-main/training/probe/fit-probe.ts';

const tried = [
  { strength: 0.1, loss: 0.9, lossError: 0.03 },
  { strength: 0.01, loss: 0.33, lossError: 0.02 },
  { strength: 0.003, loss: 0.299, lossError: 0.02 },
  { strength: 0.001, loss: 0.28, lossError: 0.02 },
  { strength: 0.0003, loss: 0.295, lossError: 0.03 },
];

describe('the head that training goes on from', () => {
  it('has the strongest penalty within one standard error of the lowest loss', () => {
    expect(calmest(tried)).toBe(0.003);
  });

  it('is the best one where no stronger one is so near', () => {
    expect(calmest(tried.map((one) => ({ ...one, lossError: 0.01 })))).toBe(0.001);
  });
});

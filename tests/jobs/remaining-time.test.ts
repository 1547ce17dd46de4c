import { describe, expect, it } from 'vitest';
import { remainingSeconds } from '../../src-main/jobs/remaining-time.ts';
import type { TrainingEstimate } from '../../src-main/training/training-estimate.ts';

const plan = [
  { name: 'head', epochs: 2, stepsPerEpoch: 10, trainedStages: 1, stages: 3 },
  { name: 'all', epochs: 1, stepsPerEpoch: 10, trainedStages: 3, stages: 3 },
];
const phase = { cached: false, epochs: 1, steps: 10 };
const estimate = {
  phases: [
    { ...phase, name: 'head', epochs: 2, steps: 20, secondsPerEpoch: 1 },
    { ...phase, name: 'all', secondsPerEpoch: 20 },
  ],
  evaluationSeconds: 3,
} as unknown as TrainingEstimate; // the rest is not looked at

describe('the remaining time', () => {
  it('is not known before anything is', () => {
    expect(remainingSeconds([], { step: 0, stepsPerSecond: 1 }, estimate)).toBeNull();
    expect(remainingSeconds(plan, { step: 0, stepsPerSecond: null }, undefined)).toBeNull();
  });

  it('follows the present speed alone without an estimate', () => {
    expect(remainingSeconds(plan, { step: 10, stepsPerSecond: 4 }, undefined)).toBe(5);
  });

  it('counts slow phases that are still to come, and how busy the machine is', () => {
    expect(remainingSeconds(plan, { step: 10, stepsPerSecond: null }, estimate)).toBeCloseTo(1 + 20 + 3);
    expect(remainingSeconds(plan, { step: 10, stepsPerSecond: 10 }, estimate)).toBeCloseTo(24);
    expect(remainingSeconds(plan, { step: 10, stepsPerSecond: 5 }, estimate)).toBeCloseTo(48);
    expect(remainingSeconds(plan, { step: 25, stepsPerSecond: 0.5 }, estimate)).toBeCloseTo(13);
    expect(remainingSeconds(plan, { step: 30, stepsPerSecond: null }, estimate)).toBeCloseTo(3);
  });
});

import { describe, expect, it } from 'vitest';
import {
  movedPhase,
  trainableFrom,
  withPhase,
  writtenPhases,
} from '../../../src-renderer/routes/wizard/steps/adaptation/phase-plan.ts';

/** Stage 3 is pooling and has nothing to train; stage 5 is the head. */
const trainable = [0, 1, 2, 4, 5];

describe('phases over the layers', () => {
  it('are written as head, all, or the last stages that have parameters', () => {
    expect(trainableFrom(5, trainable)).toBe('head');
    expect(trainableFrom(4, trainable)).toEqual({ lastStages: 1 });
    expect(trainableFrom(3, trainable)).toEqual({ lastStages: 1 });
    expect(trainableFrom(1, trainable)).toEqual({ lastStages: 3 });
    expect(trainableFrom(0, trainable)).toBe('all');
  });

  it('keep what a preset had planned', () => {
    const planned = [
      { name: 'head', epochs: 5, firstTrained: 5 },
      { name: 'all', epochs: 3, firstTrained: 0 },
    ];
    expect(writtenPhases(planned, trainable)).toEqual([
      { name: 'head', epochs: 5, trainable: 'head' },
      { name: 'all', epochs: 3, trainable: 'all' },
    ]);
  });

  it('are changed and moved in copies', () => {
    const phases = [
      { epochs: 1, trainable: 'head' },
      { epochs: 2, trainable: 'all' },
    ] as const;
    expect(withPhase(phases, 1, { epochs: 7 })[1]).toEqual({ epochs: 7, trainable: 'all' });
    expect(movedPhase(phases, 1, -1).map(({ epochs }) => epochs)).toEqual([2, 1]);
    expect(movedPhase(phases, 0, -1)).toBe(phases);
    expect(phases[1].epochs).toBe(2);
  });
});

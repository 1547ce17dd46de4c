import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ScheduleName, scheduleFactor } from '../../src-main/training/schedules.ts';

interface Case {
  readonly name: ScheduleName;
  readonly warmupRatio: number;
  readonly totalSteps: number;
  readonly factors: readonly number[];
}

const cases: Case[] = JSON.parse(readFileSync(new URL('fixtures/schedules.json', import.meta.url), 'utf8'));

describe('schedules', () => {
  for (const { name, warmupRatio, totalSteps, factors } of cases) {
    it(`${name} over ${totalSteps} steps with warm-up ${warmupRatio} gives the rates of the reference`, () => {
      const ours = factors.map((_, step) => scheduleFactor({ name, warmupRatio }, step, totalSteps));
      for (const [step, factor] of factors.entries()) expect(ours[step]).toBeCloseTo(factor, 9);
    });
  }

  it('stays finite and positive in a phase of one step', () => {
    for (const name of ['constant', 'linear', 'cosine', 'one-cycle'] as const) {
      expect(scheduleFactor({ name, warmupRatio: 0 }, 0, 1)).toBe(1);
    }
  });
});

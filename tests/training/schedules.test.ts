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

const names = ['constant', 'linear', 'cosine', 'one-cycle'] as const;

/** The reference's case without its first step, whose rate is 0: one step less, and one step of warm-up less. */
function withoutIdleStep({ name, warmupRatio, totalSteps, factors }: Case): Case {
  if (factors[0] !== 0) return { name, warmupRatio, totalSteps, factors };
  const warmup = Math.ceil(warmupRatio * totalSteps) - 1;
  // Half a step below, so that rounding up gives the number again.
  const ratio = Math.max(0, warmup - 0.5) / (totalSteps - 1);
  return { name, warmupRatio: ratio, totalSteps: totalSteps - 1, factors: factors.slice(1) };
}

describe('schedules', () => {
  for (const reference of cases) {
    const { name, warmupRatio, totalSteps } = reference;
    it(`${name} over ${totalSteps} steps with warm-up ${warmupRatio} gives the rates of the reference from its first above 0`, () => {
      const { factors, ...schedule } = withoutIdleStep(reference);
      const ours = factors.map((_, step) => scheduleFactor(schedule, step, schedule.totalSteps));
      for (const [step, factor] of factors.entries()) expect(ours[step]).toBeCloseTo(factor, 9);
    });
  }

  it('has a rate above 0 at every step, the first and a phase of a single one included', () => {
    for (const name of names)
      for (const totalSteps of [1, 2, 10, 101])
        for (let step = 0; step < totalSteps; step++)
          expect(scheduleFactor({ name, warmupRatio: 0.1 }, step, totalSteps)).toBeGreaterThan(0);
    const tenth = { name: 'linear', warmupRatio: 0.1 } as const;
    expect([0, 1, 2, 3, 19].map((step) => scheduleFactor(tenth, step, 20))).toEqual([
      1 / 3,
      2 / 3,
      1,
      17 / 18,
      1 / 18,
    ]);
  });

  it('stays finite and positive in a phase of one step', () => {
    for (const name of names) {
      expect(scheduleFactor({ name, warmupRatio: 0 }, 0, 1)).toBe(1);
    }
  });
});

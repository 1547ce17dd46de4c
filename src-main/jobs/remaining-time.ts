// How long a training under way still takes: by its present speed, and by what was measured of later phases before.
import type { TrainingEstimate } from '../training/training-estimate.ts';
import type { PhasePlan } from '../training/training-events.ts';

export interface PresentSpeed {
  /** Steps done. */
  readonly step: number;
  readonly stepsPerSecond: number | null;
}

/**
 * Seconds until all planned steps are done, and the evaluation where it was measured; null while nothing is known.
 * Without an estimate, later phases count as fast as the present one.
 */
export function remainingSeconds(
  plan: readonly PhasePlan[],
  { step, stepsPerSecond }: PresentSpeed,
  estimate: TrainingEstimate | undefined,
): number | null {
  if (plan.length === 0) return null;
  const left = stepsLeft(plan, step);
  const measured = stepsPerSecond ? 1 / stepsPerSecond : null;
  if (estimate === undefined || estimate.phases.length !== plan.length)
    return measured === null ? null : measured * left.reduce((a, b) => a + b, 0);
  const expected = estimate.phases.map(
    ({ secondsPerEpoch, steps, epochs }) => (secondsPerEpoch * epochs) / steps,
  );
  const present = Math.max(
    0,
    left.findIndex((steps) => steps > 0),
  );
  // The machine may be busier, or freer, than when it was measured.
  const factor = measured === null ? 1 : within(measured / expected[present]!, 0.25, 4);
  return (
    factor * (left.reduce((sum, steps, at) => sum + steps * expected[at]!, 0) + estimate.evaluationSeconds)
  );
}

function stepsLeft(plan: readonly PhasePlan[], step: number): number[] {
  let begin = 0;
  return plan.map(({ epochs, stepsPerEpoch }) => {
    const end = begin + epochs * stepsPerEpoch;
    const left = Math.max(0, end - Math.max(begin, step));
    begin = end;
    return left;
  });
}

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

// Learning-rate schedules: pure functions of the step and the number of steps of a phase.
// Sources: transformers/optimization.py get_*_schedule_with_warmup; torch.optim.lr_scheduler.OneCycleLR.
// Transformers begins its warm-up with a rate of 0, a step that changes nothing. That step is left away here: a phase
// of n steps has the rates of Transformers' schedule of n + 1 steps, one more of them warm-up, from the second on.

export type ScheduleName = 'constant' | 'linear' | 'cosine' | 'one-cycle';

export interface Schedule {
  readonly name: ScheduleName;
  /** Share of the steps in which the rate rises to its peak. */
  readonly warmupRatio: number;
}

/** OneCycleLR starts at peak / 25 and ends at that / 10,000. */
const oneCycleStart = 1 / 25;
const oneCycleEnd = oneCycleStart / 1e4;

type Factor = (step: number, totalSteps: number, warmupSteps: number) => number;

const rise = (step: number, warmup: number) => (step + 1) / (warmup + 1);

const factors: Record<ScheduleName, Factor> = {
  constant: (step, _total, warmup) => (step < warmup ? rise(step, warmup) : 1),
  linear: (step, total, warmup) =>
    step < warmup ? rise(step, warmup) : Math.max(0, (total - step) / Math.max(1, total - warmup)),
  cosine: (step, total, warmup) =>
    step < warmup
      ? rise(step, warmup)
      : Math.max(0, 0.5 * (1 + Math.cos((Math.PI * (step - warmup)) / Math.max(1, total - warmup)))),
  'one-cycle': oneCycle,
};

/**
 * Share of the peak rate at `step`, 0-based as in PyTorch: the first update uses step 0. Above 0 at every step.
 * Warm-up takes ceil(warmupRatio * totalSteps) steps, as in Transformers, and rises from 1 / (those + 1); one-cycle
 * takes the ratio as `pct_start`.
 */
export function scheduleFactor(schedule: Schedule, step: number, totalSteps: number): number {
  const warmup =
    schedule.name === 'one-cycle'
      ? schedule.warmupRatio * totalSteps
      : Math.ceil(schedule.warmupRatio * totalSteps);
  return factors[schedule.name](step, totalSteps, warmup);
}

/** Two half cosines: up to the peak at the end of warm-up, then down to nearly nothing at the last step. */
function oneCycle(step: number, total: number, warmup: number): number {
  const peakStep = Math.max(0, warmup - 1);
  const lastStep = Math.max(peakStep, total - 1);
  if (step < peakStep) return halfCosine(oneCycleStart, 1, step / peakStep);
  return halfCosine(1, oneCycleEnd, lastStep === peakStep ? 0 : (step - peakStep) / (lastStep - peakStep));
}

function halfCosine(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);
}

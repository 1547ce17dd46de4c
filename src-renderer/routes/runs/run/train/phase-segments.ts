// The phases of a training as parts of one bar. Pure.
import type { RunChanges } from '../../../../lib/state/live-run.svelte.ts';
import type { Progress } from '../../../../lib/state/training-progress.ts';

export interface PhaseSegment {
  readonly name: string;
  /** Part of all steps, 0 to 1. */
  readonly share: number;
  /** How much of it is done, 0 to 1. */
  readonly filled: number;
  /** Epochs it had, or is planned to have. */
  readonly epochs: number;
  readonly trained: number;
  readonly stages: number;
}

export function phaseSegments(
  plan: RunChanges['plan'],
  epochs: RunChanges['epochs'],
  progress: Progress,
): PhaseSegment[] {
  const started = plan.map(({ name }) => epochs.filter(({ phase }) => phase === name).length);
  const steps = plan.map(({ epochs: planned, stepsPerEpoch }, at) =>
    at < progress.phase ? started[at]! * stepsPerEpoch : planned * stepsPerEpoch,
  );
  const all = Math.max(
    1,
    steps.reduce((sum, count) => sum + count, 0),
  );
  let before = 0;
  return plan.map(({ name, epochs: planned, trainedStages, stages }, at) => {
    const done = Math.min(Math.max(0, progress.step - before), steps[at]!);
    before += steps[at]!;
    const filled = at < progress.phase ? 1 : steps[at] === 0 ? 0 : done / steps[at]!;
    return {
      name,
      share: steps[at]! / all,
      filled,
      epochs: at < progress.phase ? started[at]! : planned,
      trained: trainedStages,
      stages,
    };
  });
}

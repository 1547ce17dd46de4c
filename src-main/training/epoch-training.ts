// One epoch of one phase: batches in, optimizer updates out, progress after each.
import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../data/dataset-version.ts';
import type { Optimizer } from '../engine/optimizer/optimizer.ts';
import { trainingError } from './errors.ts';
import { rowWeights, targetRows } from './loss.ts';
import type { PlannedPhase } from './phases.ts';
import { scheduleFactor } from './schedules.ts';
import type { StepReporter } from './step-reporter.ts';
import type { EpochSums, TrainingProgress } from './training-progress.ts';
import type { PhaseFeeds, TrainingRun } from './training-run.ts';
import { passSeed, type TrainingResult, type TrainingStep } from './training-step.ts';

/** What a phase has set up. */
export interface PhaseTools {
  readonly phase: PlannedPhase;
  readonly feeds: PhaseFeeds;
  readonly step: TrainingStep;
  readonly optimizer: Optimizer;
  /** Peak rate by parameter name. */
  readonly rates: ReadonlyMap<string, number>;
  readonly reporter: StepReporter;
}

/** After each optimizer update; true asks to stop here. */
export type AfterUpdate = (progress: TrainingProgress) => boolean;

/** Trains the rest of the epoch that `progress` is in. Throws training.diverged. */
export async function trainEpoch(
  run: TrainingRun,
  tools: PhaseTools,
  { progress, afterUpdate }: { progress: TrainingProgress; afterUpdate: AfterUpdate },
): Promise<TrainingProgress> {
  const source = tools.feeds.openTraining(progress.epochs, progress.batches);
  const { accumulationSteps } = run.recipe.hyperparameters;
  const totalUpdates = tools.phase.epochs * Math.ceil(source.size / accumulationSteps);
  let yieldedMs = performance.now();
  try {
    for await (const batch of source) {
      progress = trainBatch(run, tools, { progress, batch });
      if (performance.now() - yieldedMs > yieldIntervalMs) {
        await setImmediate();
        yieldedMs = performance.now();
      }
      if (progress.batches % accumulationSteps !== 0 && progress.batches !== source.size) continue;
      progress = update(run, tools, { progress, totalUpdates });
      if (afterUpdate(progress)) return progress;
    }
  } finally {
    await source.close();
  }
  return progress;
}

/** How long messages to this process may have to wait beyond one step. */
const yieldIntervalMs = 20;

function trainBatch(
  run: TrainingRun,
  tools: PhaseTools,
  { progress, batch }: { progress: TrainingProgress; batch: Batch },
): TrainingProgress {
  const { model, recipe, classWeights } = run;
  const weights = rowWeights(batch.labels, batch.indices, classWeights);
  const result = tools.step.run({
    inputs: batch.inputs,
    targets: targetRows(batch.labels, model.classes, recipe.hyperparameters.labelSmoothing),
    weights,
    seed: passSeed(recipe.seed, progress.passes),
  });
  if (!Number.isFinite(result.loss)) throw diverged(progress, tools, 'the loss');
  tools.optimizer.accumulate(result.gradients);
  return {
    ...progress,
    batches: progress.batches + 1,
    passes: progress.passes + 1,
    sums: addBatch(progress.sums, { batch, weights, result, classes: model.classes }),
  };
}

function addBatch(sums: EpochSums, { batch, weights, result, classes }: BatchOutcome): EpochSums {
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const rows = [...batch.indices.keys()].filter((row) => batch.indices[row] !== -1);
  const correct = rows.filter(
    (row) => mostProbable(result.probabilities, row, classes) === batch.labels[row],
  );
  return {
    loss: sums.loss + result.loss * weight,
    weight: sums.weight + weight,
    correct: sums.correct + correct.length,
    rows: sums.rows + rows.length,
    stepLoss: result.loss,
  };
}

interface BatchOutcome {
  readonly batch: Batch;
  readonly weights: Float32Array;
  readonly result: TrainingResult;
  readonly classes: number;
}

function mostProbable(probabilities: Float32Array, row: number, classes: number): number {
  const start = row * classes;
  let best = 0;
  for (let c = 1; c < classes; c++) if (probabilities[start + c]! > probabilities[start + best]!) best = c;
  return best;
}

function update(
  run: TrainingRun,
  tools: PhaseTools,
  { progress, totalUpdates }: { progress: TrainingProgress; totalUpdates: number },
): TrainingProgress {
  const { schedule, warmupRatio, gradientClipNorm } = run.recipe.hyperparameters;
  const { optimizer, rates, phase } = tools;
  const factor = scheduleFactor({ name: schedule, warmupRatio }, progress.phaseSteps, totalUpdates);
  const clip = gradientClipNorm === false ? undefined : gradientClipNorm;
  const gradientNorm = optimizer.apply((name) => factor * rates.get(name)!, clip);
  if (!Number.isFinite(gradientNorm)) throw diverged(progress, tools, 'the norm of the gradients');
  const next = { ...progress, phaseSteps: progress.phaseSteps + 1, steps: progress.steps + 1 };
  tools.reporter.add(
    {
      step: next.steps,
      metrics: { loss: next.sums.stepLoss, learningRate: factor * phase.rates.at(-1)!, gradientNorm },
    },
    { epoch: progress.epochs + 1, phase: phase.name },
  );
  return next;
}

export function diverged(progress: TrainingProgress, { phase }: Pick<PhaseTools, 'phase'>, what: string) {
  return trainingError('diverged', {
    step: progress.steps + 1,
    epoch: progress.epochs + 1,
    what,
    learningRate: phase.rates.at(-1)!,
  });
}

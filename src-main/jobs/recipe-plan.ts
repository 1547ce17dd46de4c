// What a recipe will do: its phases over the stages of the network, and the learning rate over all steps. Pure.
import { epochBatches, type StatisticsStage } from '../training/batch-statistics.ts';
import { type PlannedPhase, planPhases } from '../training/phases.ts';
import type { Recipe } from '../training/recipe.ts';
import { scheduleFactor } from '../training/schedules.ts';
import type { ModelReport } from '../training/workbench/model-report.ts';
import type { PhaseReport, RecipeCheck } from './recipe-report.ts';

const curvePoints = 200;

/** `trainExamples` undefined: the steps are not known. */
export function phaseReports(
  recipe: Recipe,
  { stages }: Pick<ModelReport, 'stages'>,
  trainExamples: number | undefined,
): PhaseReport[] {
  const kinds = stageKinds({ stages });
  const { accumulationSteps } = recipe.hyperparameters;
  const stepsOf = (phase: PlannedPhase, examples: number) =>
    phase.epochs *
    Math.max(1, Math.ceil(epochBatches(recipe, { stages: kinds, phase }, examples) / accumulationSteps));
  return planPhases(recipe, kinds).map((phase: PlannedPhase) => ({
    name: phase.name,
    epochs: phase.epochs,
    firstTrained: phase.firstTrained,
    rates: phase.rates,
    steps: phase.probe ? 1 : trainExamples === undefined ? null : stepsOf(phase, trainExamples),
    probe: phase.probe ?? false,
  }));
}

/** The stages of a report as planning takes them; its tensors carry the kind their parameters have. */
export function stageKinds({ stages }: Pick<ModelReport, 'stages'>): StatisticsStage[] {
  return stages.map(({ name, mapSide, tensors }) => ({
    name,
    mapSide,
    parameters: tensors.map(({ kind }) => ({ kind: kind as 'parameter' | 'buffer' })),
  }));
}

/** Rate of the head at about 200 steps over all phases; null where the steps are not known. */
export function schedulePoints(recipe: Recipe, phases: readonly PhaseReport[]): RecipeCheck['schedule'] {
  const { schedule: name, warmupRatio } = recipe.hyperparameters;
  const total = phases.reduce((sum, { steps }) => sum + (steps ?? Number.NaN), 0);
  if (!Number.isFinite(total)) return null;
  const stride = Math.max(1, Math.ceil(total / curvePoints));
  const points: { step: number; rate: number }[] = [];
  let before = 0;
  for (const { steps, rates } of phases) {
    const count = steps!; // finite, checked above
    const peak = rates.at(-1) ?? 0;
    for (let step = 0; step < count; step++)
      if (step % stride === 0 || step === count - 1)
        points.push({
          step: before + step + 1,
          rate: peak * scheduleFactor({ name, warmupRatio }, step, count),
        });
    before += count;
  }
  return points;
}

// What batch norm that is trained asks of the batches: statistics over examples alone, and more than one value of each
// channel to take them of.
import { countBatches, rowsPerBatch } from '../data/batch-plan.ts';
import type { StageDescription } from '../models/describe-model.ts';
import type { Parameter } from '../models/model.ts';
import { trainingError } from './errors.ts';
import { type PlannedPhase, planPhases } from './phases.ts';
import type { Recipe } from './recipe.ts';

/** What has to be known of a stage. */
export interface StatisticsStage extends Pick<StageDescription, 'name' | 'mapSide'> {
  readonly parameters: readonly Pick<Parameter, 'kind'>[];
}

type Statistics = Pick<PlannedPhase, 'firstTrained' | 'trainsBatchNorm'>;

/** Padding rows weigh nothing in the loss, but batch statistics would count them: batches of such a phase have none. */
export function dropsLast(
  stages: readonly Pick<StatisticsStage, 'parameters'>[],
  phase: Statistics,
): boolean {
  return phase.trainsBatchNorm && stages.slice(phase.firstTrained).some(hasStatistics);
}

function hasStatistics({ parameters }: Pick<StatisticsStage, 'parameters'>): boolean {
  return parameters.some(({ kind }) => kind === 'buffer');
}

/** Batches of an epoch of a phase over so many examples. */
export function epochBatches(
  { hyperparameters: { batchSize } }: Pick<Recipe, 'hyperparameters'>,
  { stages, phase }: { stages: readonly Pick<StatisticsStage, 'parameters'>[]; phase: Statistics },
  examples: number,
): number {
  return countBatches(examples, { batchSize, dropLast: dropsLast(stages, phase) });
}

/**
 * Batch norm makes a single value of a channel into its bias, whatever it was, so that nothing before it is learnt.
 * `examples` of the training split; undefined where they are not known. Throws training.singleValue, as torch.nn.BatchNorm2d refuses.
 */
export function checkBatchStatistics(
  recipe: Recipe,
  stages: readonly StatisticsStage[],
  examples: number | undefined,
): void {
  const { batchSize } = recipe.hyperparameters;
  if (rowsPerBatch(examples ?? batchSize, { batchSize, dropLast: true }) > 1) return;
  for (const phase of planPhases(recipe, stages).filter(({ trainsBatchNorm }) => trainsBatchNorm)) {
    const trained = stages.slice(phase.firstTrained);
    const single = trained.find((stage) => hasStatistics(stage) && (stage.mapSide ?? 1) === 1);
    if (single === undefined) continue;
    throw trainingError('singleValue', { phase: phase.name, stage: single.name, batchSize });
  }
}

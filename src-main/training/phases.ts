// From a recipe to phases: which stages each trains, for how many epochs and how fast.
import type { Parameter } from '../models/model.ts';
import type { Phase, Recipe } from './recipe.ts';

/** One stretch of training with its own trained stages and rates. */
export interface PlannedPhase {
  readonly name: string;
  readonly epochs: number;
  /** Index of the lowest trained stage; everything below it is frozen. */
  readonly firstTrained: number;
  /** Peak rate of each stage, in stage order; 0 where frozen. */
  readonly rates: readonly number[];
  /** Trained stages use and update batch statistics. */
  readonly trainsBatchNorm: boolean;
  /** The head is fitted by regression, at once, instead of being trained in steps. */
  readonly probe?: true;
}

/** What planning needs to know of a stage. */
export interface StageKinds {
  readonly parameters: readonly Pick<Parameter, 'kind'>[];
}

type RecipePart = Pick<Recipe, 'adaptation' | 'hyperparameters'>;

/** The phases of a recipe for the stages of a model, head last. */
export function planPhases(recipe: RecipePart, stages: readonly StageKinds[]): PlannedPhase[] {
  const probe = recipe.adaptation.probe && hasLinearHead(stages);
  const planned = { ...recipe, adaptation: { ...recipe.adaptation, probe } };
  const phases = stepPhases(planned, trainableStages(stages).length - 1);
  const stepped = phases.map((phase) => planPhase(recipe, stages, phase));
  return probe ? [probePhase(stages), ...stepped] : stepped;
}

/** One weight and one bias: what regression can fit. A head taken over from elsewhere may have a layer before them. */
export function hasLinearHead(stages: readonly StageKinds[]): boolean {
  return stages.at(-1)!.parameters.length <= 2;
}

/** The name of the phase that fits the head. */
export const probeName = 'probe';

function probePhase(stages: readonly StageKinds[]): PlannedPhase {
  const rates = stages.map(() => 0);
  return {
    name: probeName,
    epochs: 1,
    firstTrained: stages.length - 1,
    rates,
    trainsBatchNorm: false,
    probe: true,
  };
}

/** The phases that are trained in steps. A fitted head needs no epochs of its own after it. */
function stepPhases(recipe: RecipePart, backboneStages: number): Phase[] {
  return recipe.adaptation.phases ?? presetPhases(recipe, backboneStages);
}

/** The peak rate of the head in each phase of a recipe, which is the highest of the phase. Needs no model. */
export function headRates(recipe: RecipePart): { readonly name: string; readonly rate: number }[] {
  const own = recipe.adaptation.phases;
  return stepPhases(recipe, 0).map((phase) => ({
    // How many last stages a preset trains depends on the backbone.
    name:
      phase.name ?? (own || typeof phase.trainable === 'string' ? phaseName(phase.trainable) : 'last stages'),
    rate: peakRate(recipe, phase, phase.trainable === 'head'),
  }));
}

function peakRate({ hyperparameters }: RecipePart, phase: Phase, headOnly: boolean): number {
  const { learningRate, backboneLearningRate } = hyperparameters;
  return phase.learningRate ?? (headOnly ? learningRate : backboneLearningRate);
}

function planPhase(recipe: RecipePart, stages: readonly StageKinds[], phase: Phase): PlannedPhase {
  const firstTrained = lowestTrained(phase.trainable, stages);
  const peak = peakRate(recipe, phase, firstTrained === stages.length - 1);
  return {
    name: phase.name ?? phaseName(phase.trainable),
    epochs: phase.epochs,
    firstTrained,
    rates: stageRates(stages, { firstTrained, peak, decay: recipe.adaptation.layerDecay }),
    trainsBatchNorm: recipe.adaptation.batchNorm === 'train',
  };
}

/**
 * Gradual unfreezing (Howard and Ruder 2018): epochs of the head cost least and come first. After a probe the head
 * needs none of its own (Kumar et al. 2022).
 */
function presetPhases({ adaptation, hyperparameters }: RecipePart, backboneStages: number): Phase[] {
  const { epochs } = hyperparameters;
  const { preset, probe } = adaptation;
  switch (preset) {
    case 'head':
      return probe ? [] : [{ epochs, trainable: 'head' }];
    case 'full':
      return [{ epochs, trainable: 'all' }];
    case 'gradual': {
      const lastStages = Math.max(1, Math.round(backboneStages / 3));
      const [head, last, all] = probe ? splitWithoutHead(epochs) : splitEpochs(epochs);
      const phases: Phase[] = [
        { epochs: head, trainable: 'head' },
        { epochs: last, trainable: { lastStages } },
        { epochs: all, trainable: 'all' },
      ];
      return phases.filter((phase) => phase.epochs > 0);
    }
    default:
      return preset satisfies never;
  }
}

/** A quarter of the epochs for everything, the rest in halves; where there are too few, the head goes first. */
function splitEpochs(epochs: number): [head: number, last: number, all: number] {
  const all = Math.floor(epochs / 4);
  const last = Math.floor((epochs - all) / 2);
  return [epochs - all - last, last, all];
}

function splitWithoutHead(epochs: number): [head: number, last: number, all: number] {
  const all = Math.floor(epochs / 2);
  return [0, epochs - all, all];
}

function phaseName(trainable: Phase['trainable']): string {
  if (typeof trainable === 'string') return trainable;
  return trainable.lastStages === 1 ? 'last stage' : `last ${trainable.lastStages} stages`;
}

/** Stages without parameters (pooling) do not count: unfreezing one of them would train nothing. */
function trainableStages(stages: readonly StageKinds[]): number[] {
  return [...stages.keys()].filter((index) =>
    stages[index]!.parameters.some(({ kind }) => kind === 'parameter'),
  );
}

function lowestTrained(trainable: Phase['trainable'], stages: readonly StageKinds[]): number {
  const indices = trainableStages(stages);
  if (trainable === 'head') return stages.length - 1;
  if (trainable === 'all') return indices[0]!;
  return indices[Math.max(0, indices.length - 1 - trainable.lastStages)]!;
}

function stageRates(
  stages: readonly StageKinds[],
  options: { firstTrained: number; peak: number; decay: number },
): number[] {
  const trained = trainableStages(stages).filter((index) => index >= options.firstTrained);
  const depth = new Map(trained.toReversed().map((index, distance) => [index, distance]));
  return stages.map((_, index) => {
    const distance = depth.get(index);
    return distance === undefined ? 0 : options.peak * options.decay ** distance;
  });
}

// Real steps on real batches, timed: training of a phase, the forward pass, and what is frozen. The learning rate is 0,
// so that measuring teaches nothing and nothing can diverge.
import type { BatchSource } from '../data/batches.ts';
import type { Batch } from '../data/dataset-version.ts';
import type { OptimizerState } from '../engine/optimizer/optimizer.ts';
import type { Model } from '../models/model.ts';
import { isEnough, type PassCost, type ShapeCost, shapeCost, shapesToMeasure } from './dry-run-costs.ts';
import type { BatchShape } from './dry-run-sample.ts';
import { trainEpoch } from './epoch-training.ts';
import { openFrozenForward } from './feature-cache.ts';
import type { PlannedPhase } from './phases.ts';
import type { Recipe } from './recipe.ts';
import { phaseAverage, phaseOptimizer, withAverages } from './training-loop.ts';
import { initialProgress } from './training-progress.ts';
import type { TrainingRun } from './training-run.ts';
import { makeInferenceStep, makeTrainingStep } from './training-step.ts';

/** Times `run` on the shapes that stand for all. */
export function measureShapes(shapes: readonly BatchShape[], run: (batch: Batch) => void): PassCost {
  const costs = shapesToMeasure(shapes).map(({ batch, size }): ShapeCost => {
    const seconds: number[] = [];
    while (!isEnough(seconds)) seconds.push(secondsOf(() => run(batch)));
    return shapeCost(size, seconds);
  });
  return { shapes, costs };
}

function secondsOf(run: () => void): number {
  const startMs = performance.now();
  run();
  return (performance.now() - startMs) / 1000;
}

/** The forward pass from a boundary to probabilities. */
export function measureInference(
  model: Model,
  { shapes, boundary, frozen }: { shapes: readonly BatchShape[]; boundary: number; frozen: boolean },
): PassCost {
  const step = makeInferenceStep(model, boundary, { frozen });
  try {
    return measureShapes(shapes, ({ inputs }) => step.run(inputs));
  } finally {
    step.dispose();
  }
}

/** The frozen stages below a boundary. */
export function measureFrozen(model: Model, shapes: readonly BatchShape[], boundary: number): PassCost {
  const forward = openFrozenForward(model, boundary);
  try {
    return measureShapes(shapes, (batch) => forward.run(batch));
  } finally {
    forward.dispose();
  }
}

/** The same batches as they enter at a boundary. */
export function shapesAt(model: Model, shapes: readonly BatchShape[], boundary: number): BatchShape[] {
  if (boundary === 0) return [...shapes];
  const forward = openFrozenForward(model, boundary);
  try {
    return shapes.map((shape) => ({ ...shape, batch: forward.run(shape.batch) }));
  } finally {
    forward.dispose();
  }
}

interface PhaseToMeasure {
  readonly recipe: Recipe;
  readonly model: Model;
  readonly phase: PlannedPhase;
  /** Stage at which the batches enter. */
  readonly boundary: number;
  readonly shapes: readonly BatchShape[];
}

/** Batches of a phase with their share of the optimizer's updates. `inspect` sees what a checkpoint would keep of it. */
export async function measureTraining(
  { recipe, model, phase, boundary, shapes }: PhaseToMeasure,
  inspect: (state: OptimizerState) => void,
): Promise<PassCost> {
  const { firstTrained, trainsBatchNorm } = phase;
  const step = makeTrainingStep({ model, boundary, firstTrained, trainsBatchNorm });
  const optimizer = phaseOptimizer({ recipe, model }, phase);
  const average = phaseAverage({ recipe, model }, phase);
  const rates = new Map(
    model.stages.flatMap(({ parameters }) => parameters.map(({ name }) => [name, 0] as const)),
  );
  const run: TrainingRun = { ...idle, recipe, model, phases: [phase], classWeights: ones(model.classes) };
  const tools = { phase, step, optimizer, rates, reporter: { add() {}, flush() {} } };
  const costs: ShapeCost[] = [];
  try {
    for (const { batch, size } of shapesToMeasure(shapes)) {
      const seconds: number[] = [];
      let atMs = performance.now();
      await trainEpoch(
        run,
        { ...tools, feeds: { ...noFeeds, openTraining: () => endlessly(batch) } },
        {
          progress: initialProgress,
          afterUpdate({ phaseSteps }) {
            average?.follow(phaseSteps);
            seconds.push((performance.now() - atMs) / 1000 / recipe.hyperparameters.accumulationSteps);
            atMs = performance.now();
            return isEnough(seconds);
          },
        },
      );
      costs.push(shapeCost(size, seconds));
    }
    inspect(withAverages(optimizer.state(), average));
    return { shapes, costs };
  } finally {
    step.dispose();
    optimizer.dispose();
  }
}

const ones = (count: number) => new Float32Array(count).fill(1);

/** More batches than any measurement takes. */
const manyBatches = 1_000_000;

function endlessly(batch: Batch): BatchSource {
  async function* iterate() {
    for (;;) yield batch;
  }
  return { size: manyBatches, [Symbol.asyncIterator]: iterate, close: async () => undefined };
}

const unused = (): never => {
  throw new Error('A dry run neither opens feeds nor keeps anything.');
};

const noFeeds = { boundary: 0, cached: false, openValidation: () => undefined, close() {} };

const idle = {
  openFeeds: unused,
  fitProbe: unused,
  chooseDepth: unused,
  saveCheckpoint: unused,
  saveBest: unused,
  restoreBest: unused,
  elapsedSeconds: () => 0,
  emit() {},
  signal: new AbortController().signal,
} satisfies Partial<TrainingRun>;

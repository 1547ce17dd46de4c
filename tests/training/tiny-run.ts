// A training run of the tiny network over examples in memory, with real checkpoints in a temporary folder.
import type { Batch, SplitName } from '../../src-main/data/dataset-version.ts';
import { openRandom, shuffle } from '../../src-main/data/random.ts';
import { readVariable, writeVariable } from '../../src-main/engine/variables.ts';
import { type Model, modelParameters } from '../../src-main/models/model.ts';
import { planPhases } from '../../src-main/training/phases.ts';
import { type RecipeInput, recipeSchema } from '../../src-main/training/recipe.ts';
import { openRunCheckpoints } from '../../src-main/training/run-checkpoints.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { trainPhases } from '../../src-main/training/training-loop.ts';
import { initialProgress, type TrainingProgress } from '../../src-main/training/training-progress.ts';
import type { PhaseFeeds } from '../../src-main/training/training-run.ts';
import { tinyModel, tinyValues } from './tiny-model.ts';

const classes = 3;
const rows = { train: 22, validation: 9, test: 0 } as const satisfies Record<SplitName, number>;

/** Example i of a split: a class-dependent direction with noise; the noise makes later epochs overfit. */
function example(split: 'train' | 'validation', index: number, noise: number) {
  const random = openRandom(split === 'train' ? 1 : 2, index);
  const label = index % classes;
  const x = [0, 1, 2, 3].map((axis) => Number(axis === label) + noise * random.between(-1, 1));
  return { label, x };
}

function batches(
  split: 'train' | 'validation',
  order: readonly number[],
  { batchSize, noise }: BatchShape,
): Batch[] {
  return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, number) => {
    const indices = Array.from({ length: batchSize }, (_, row) => order[number * batchSize + row] ?? -1);
    const examples = indices.map((index) => example(split, Math.max(0, index), noise));
    const data = Float32Array.from(examples.flatMap(({ x }) => x));
    return {
      inputs: { x: { dtype: 'float32', shape: [batchSize, 4], data } },
      labels: Int32Array.from(examples, ({ label }) => label),
      indices: Int32Array.from(indices),
    };
  });
}

interface BatchShape {
  readonly batchSize: number;
  readonly noise: number;
}

export interface TinyRunOptions {
  readonly folder: string;
  readonly recipe?: Partial<RecipeInput>;
  readonly resume?: boolean;
  readonly noise?: number;
  readonly validation?: boolean;
  readonly validationRows?: number;
  /** Asks to stop after this many optimizer updates of this start. */
  readonly stopAfter?: number;
}

export interface TinyRunResult {
  readonly progress: TrainingProgress;
  readonly events: readonly TrainingEvent[];
  readonly weights: ReadonlyMap<string, Float32Array>;
}

export async function runTiny(options: TinyRunOptions): Promise<TinyRunResult> {
  const { folder, noise = 0.4, validation = true } = options;
  const recipe = recipeSchema.parse({
    task: 'image-classification',
    model: { weights: 'tiny' },
    data: { path: 'memory' },
    ...options.recipe,
    adaptation: { probe: false, ...options.recipe?.adaptation },
  } satisfies RecipeInput);
  const build = () => tinyModel({ values: tinyValues(), dropout: 0.2 });
  const model = build();
  const phases = planPhases(recipe, model.stages);
  const { batchSize } = recipe.hyperparameters;
  const shape = { batchSize, noise };
  const stop = new AbortController();
  let updates = 0;
  const events: TrainingEvent[] = [];
  const emit = (event: TrainingEvent) => {
    events.push(event);
  };
  const checkpoints = openRunCheckpoints({
    runFolder: folder,
    identity: { recipeHash: JSON.stringify(recipe), datasetHash: 'd', modelHash: 'm' },
    model,
    phases,
    resetModel: () => copyValues(build(), model),
    emit,
  });
  const pass = (list: readonly Batch[], onBatch: () => void = () => undefined) => ({
    size: list.length,
    async *[Symbol.asyncIterator]() {
      for (const batch of list) {
        onBatch();
        yield batch;
      }
    },
    close: async () => undefined,
  });
  const feeds: PhaseFeeds = {
    boundary: 0,
    cached: false,
    openTraining(epoch, startBatch) {
      const order = shuffle<number, number[]>([...Array(rows.train).keys()], openRandom(recipe.seed, epoch));
      const all = batches('train', order, shape);
      return {
        ...pass(all.slice(startBatch), () => {
          if (updates++ === options.stopAfter) stop.abort();
        }),
        size: all.length,
      };
    },
    openValidation: () =>
      validation
        ? pass(batches('validation', [...Array(options.validationRows ?? rows.validation).keys()], shape))
        : undefined,
    close() {},
  };
  const start = options.resume ? checkpoints.resume() : undefined;
  const progress = await trainPhases(
    {
      recipe,
      model,
      phases,
      classWeights: new Float32Array(classes).fill(1),
      openFeeds: async () => feeds,
      fitProbe: async () => ({ metrics: {}, setStart() {} }),
      chooseDepth: async () => phases.length,
      ...checkpoints,
      elapsedSeconds: () => 0,
      emit,
      signal: stop.signal,
    },
    start ?? { progress: initialProgress },
  );
  const weights = valuesOf(model);
  model.dispose();
  return { progress, events, weights };
}

function valuesOf(model: Model): Map<string, Float32Array> {
  return new Map(modelParameters(model).map(({ name, variable }) => [name, readVariable(variable)]));
}

function copyValues(from: Model, to: Model): void {
  const values = valuesOf(from);
  for (const { name, variable } of modelParameters(to)) writeVariable(variable, values.get(name)!);
  from.dispose();
}

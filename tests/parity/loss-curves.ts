// The cases of fixtures/loss-curves.json through our training loop: what PyTorch was given, and the curve we make of it.
import { readFileSync } from 'node:fs';
import type { Batch } from '../../src-main/data/dataset-version.ts';
import { textInputs } from '../../src-main/data/text-batches.ts';
import { readVariable, writeVariable } from '../../src-main/engine/variables.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import { type Model, modelParameters } from '../../src-main/models/model.ts';
import { classWeights } from '../../src-main/training/loss.ts';
import { planPhases } from '../../src-main/training/phases.ts';
import { type RecipeInput, recipeSchema } from '../../src-main/training/recipe.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { trainPhases } from '../../src-main/training/training-loop.ts';
import { initialProgress } from '../../src-main/training/training-progress.ts';
import type { PhaseFeeds } from '../../src-main/training/training-run.ts';
import { parameterValues, unitValues } from './hash-values.ts';

/** A tensor told by its norm and its product with a hashed direction of unit variance. */
interface MovementDigest {
  readonly norm: number;
  readonly projection: number;
}

/** What happened at every step, and how far weights and running statistics went. */
export interface LossCurve {
  readonly losses: readonly number[];
  readonly learningRates: readonly number[];
  readonly gradientNorms: readonly number[];
  /** Final minus initial value, by parameter. */
  readonly moved: Readonly<Record<string, MovementDigest>>;
  /** Running statistics at the end, by buffer. */
  readonly statistics: Readonly<Record<string, MovementDigest>>;
}

export interface CurveCase extends LossCurve {
  readonly name: string;
  /** Between PyTorch's own losses in float32 and the ones here, relative, at most. */
  readonly float32Difference: number;
  readonly kind: 'pictures' | 'texts';
  readonly settings: {
    readonly optimizer: 'sgd' | 'adam' | 'adamw';
    readonly schedule: 'cosine' | 'linear';
    readonly rate: number;
    readonly weightDecay: number;
    readonly layerDecay: number;
    readonly labelSmoothing: number;
    readonly classWeights: readonly number[];
    /** 0: no clipping. */
    readonly clip: number;
    readonly batchNorm: 'frozen' | 'train';
  };
  /** Rows of each batch of each epoch. */
  readonly batches: readonly (readonly (readonly number[])[])[];
}

interface Fixture {
  /** Parameters raised by 3; why, fixtures/make-loss-curves.py tells. */
  readonly beforeActivation: string;
  readonly batchSize: number;
  readonly pictureSide: number;
  readonly vocabulary: number;
  readonly classes: number;
  readonly tokenCounts: readonly number[];
  readonly texts: readonly (readonly number[])[];
  readonly cases: readonly CurveCase[];
}

// The file is ours, written by fixtures/make-loss-curves.py in this form.
const fixture = JSON.parse(
  readFileSync(new URL('fixtures/loss-curves.json', import.meta.url), 'utf8'),
) as Fixture;
const { batchSize, classes, pictureSide: side } = fixture;

export const curveCases = fixture.cases;

/** Trains a case from its hashed weights by the loop of real runs. */
export async function trainCurve(curveCase: CurveCase): Promise<LossCurve> {
  const recipe = recipeSchema.parse(recipeOf(curveCase));
  const model = buildModel(recipe.model.architecture!, { classes, headDropout: 0, seed: 1 });
  for (const { name, variable } of modelParameters(model))
    writeVariable(variable, hashedValues(name, variable.shape));
  const initial = valuesOf(model);
  const events: TrainingEvent[] = [];
  const names = classNames();
  await trainPhases(
    {
      recipe,
      model,
      phases: planPhases(recipe, model.stages),
      classWeights: classWeights(recipe.hyperparameters.classWeights, names, []),
      openFeeds: async () => feedsOf(curveCase),
      fitProbe: () => Promise.reject(new Error('A case has no probe.')),
      chooseDepth: () => Promise.reject(new Error('A case has no probe.')),
      saveCheckpoint: () => undefined,
      saveBest: () => 'best',
      restoreBest: () => undefined,
      elapsedSeconds: () => 0,
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
    },
    { progress: initialProgress },
  );
  const final = valuesOf(model);
  const buffers = modelParameters(model).filter(({ kind }) => kind === 'buffer');
  const trained = modelParameters(model).filter(({ kind }) => kind === 'parameter');
  model.dispose();
  const change = (name: string) => final.get(name)!.map((value, i) => value - initial.get(name)![i]!);
  const steps = events.flatMap((event) => (event.type === 'step' ? [...event.earlier, event] : []));
  return {
    losses: steps.map(({ metrics }) => metrics.loss!),
    learningRates: steps.map(({ metrics }) => metrics.learningRate!),
    gradientNorms: steps.map(({ metrics }) => metrics.gradientNorm!),
    moved: Object.fromEntries(trained.map(({ name }) => [name, digest(name, change(name))])),
    statistics: Object.fromEntries(buffers.map(({ name }) => [name, digest(name, final.get(name)!)])),
  };
}

function hashedValues(name: string, shape: readonly number[]): Float32Array {
  const values = parameterValues(name, shape);
  return new RegExp(fixture.beforeActivation).test(name) ? values.map((value) => value + 3) : values;
}

function classNames(): string[] {
  return Array.from({ length: classes }, (_, label) => `class ${label}`);
}

/** Only what a case is about is written; the rest are the defaults of training from scratch, but for dropout. */
function recipeOf({ kind, settings, batches }: CurveCase): RecipeInput {
  const weighted = settings.classWeights.some((weight) => weight !== 1);
  return {
    task: kind === 'pictures' ? 'image-classification' : 'text-classification',
    model: { architecture: kind === 'pictures' ? mobilenet : bert },
    data: { path: 'memory' },
    adaptation: { layerDecay: settings.layerDecay, batchNorm: settings.batchNorm },
    hyperparameters: {
      batchSize,
      epochs: batches.length,
      optimizer: settings.optimizer,
      schedule: settings.schedule,
      learningRate: settings.rate,
      weightDecay: settings.weightDecay,
      labelSmoothing: settings.labelSmoothing,
      gradientClipNorm: settings.clip === 0 ? false : settings.clip,
      ...(weighted && {
        classWeights: Object.fromEntries(classNames().map((name, i) => [name, settings.classWeights[i]!])),
      }),
    },
  };
}

const mobilenet = { family: 'mobilenet-v2', width: 0.35, imageSize: side };
const bert = {
  family: 'bert',
  layers: 2,
  hiddenSize: 64,
  heads: 4,
  intermediateSize: 128,
  vocabularySize: fixture.vocabulary,
  maxPositions: 32,
  hiddenDropout: 0,
  attentionDropout: 0,
};

function valuesOf(model: Model): Map<string, Float32Array> {
  return new Map(modelParameters(model).map(({ name, variable }) => [name, readVariable(variable).slice()]));
}

function digest(name: string, values: Float32Array): MovementDigest {
  const direction = unitValues(`${name}#direction`, values.length);
  return {
    norm: Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0)),
    projection: Math.sqrt(3) * values.reduce((sum, value, i) => sum + value * direction[i]!, 0),
  };
}

function feedsOf({ kind, batches }: CurveCase): PhaseFeeds {
  const makeBatch = kind === 'pictures' ? pictureBatch : textBatch;
  return {
    boundary: 0,
    cached: false,
    openTraining: (epoch, startBatch) => ({
      size: batches[epoch]!.length,
      async *[Symbol.asyncIterator]() {
        for (const rows of batches[epoch]!.slice(startBatch)) yield makeBatch(rows);
      },
      close: async () => undefined,
    }),
    openValidation: () => undefined,
    close: () => undefined,
  };
}

function pictureBatch(rows: readonly number[]): Batch {
  const data = new Float32Array(rows.length * 3 * side ** 2);
  for (const [place, row] of rows.entries()) data.set(pictureOf(row), place * 3 * side ** 2);
  return {
    inputs: { x: { dtype: 'float32', shape: [rows.length, 3, side, side], data } },
    labels: Int32Array.from(rows, (row) => row % classes),
    indices: Int32Array.from(rows),
  };
}

/** Cells of 8 x 8 pixels: half of them those of the class, half the picture's own, and noise. */
function pictureOf(row: number): Float32Array {
  const cells = side / 8;
  const shared = unitValues(`class ${row % classes}`, 3 * cells ** 2);
  const own = unitValues(`picture ${row}`, 3 * cells ** 2);
  return Float32Array.from(unitValues(`noise ${row}`, 3 * side ** 2), (noise, i) => {
    const [plane, y, x] = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side];
    const cell = (plane * cells + Math.floor(y / 8)) * cells + Math.floor(x / 8);
    return 0.5 * shared[cell]! + 0.5 * own[cell]! + 0.1 * noise;
  });
}

/** As real text batches are: of the smallest token count that holds the longest, filled up with rows that do not count. */
function textBatch(rows: readonly number[]): Batch {
  const encodings = rows.map((row) => {
    const inputIds = [...fixture.texts[row]!];
    return { inputIds, tokenTypeIds: inputIds.map(() => 0), truncated: false };
  });
  const longest = Math.max(...encodings.map(({ inputIds }) => inputIds.length));
  const tokens = fixture.tokenCounts.find((count) => longest <= count)!;
  const places = Array.from({ length: batchSize }, (_, place) => rows[place] ?? -1);
  return {
    inputs: textInputs(encodings, { batchSize, tokens, padId: 0 }),
    labels: Int32Array.from(places, (row) => Math.max(0, row) % classes),
    indices: Int32Array.from(places),
  };
}

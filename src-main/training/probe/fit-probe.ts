// The best linear head on given features: a path of penalties from strong to weak, the strength chosen where it
// predicts best what it was not fitted to.
import { logLosses } from '../../evaluation/calibration.ts';
import { epochMetrics } from '../../evaluation/epoch-metrics.ts';
import { checkPredictions } from '../../evaluation/predictions.ts';
import { type EarlyStopping, isBetter } from '../early-stopping.ts';
import { rowWeights, targetRows } from '../loss.ts';
import type { FeatureRows } from './feature-rows.ts';
import { folds } from './folds.ts';
import { openProbabilities } from './linear-probabilities.ts';
import { openRegression, type Regression, zeroLayer } from './logistic-regression.ts';
import { foldScaling, type LinearLayer, type Scaling, scalingOf, standardised } from './standardise.ts';

export interface ProbeData {
  readonly train: FeatureRows;
  /** Undefined where there is no validation split. */
  readonly validation: FeatureRows | undefined;
  readonly classes: number;
  /** Of the training rows: rows of one group have the same content. */
  readonly groups: readonly string[];
  /** float32[classes] */
  readonly classWeights: Float32Array;
  readonly labelSmoothing: number;
}

type HeadData = Pick<ProbeData, 'train' | 'classes' | 'classWeights' | 'labelSmoothing'>;

export interface ProbeOptions {
  /** What chooses the strength. */
  readonly metric: EarlyStopping['metric'];
  /** Fits the chosen strength to training and validation together. */
  readonly withValidation: boolean;
  /** Layers below the head are trained after it. */
  readonly trainsOn: boolean;
  /** `done` of `total` fits; waits and throws to give up. */
  readonly onProgress: (done: number, total: number) => Promise<void> | void;
}

/** One strength and how well it predicted. */
export interface Tried {
  readonly strength: number;
  readonly loss: number;
  /** Standard error of the loss, over the examples. */
  readonly lossError: number;
  readonly accuracy: number;
  readonly value: number;
}

export interface FittedProbe {
  /** Fitted to the training split. Of the features as they are: weight float64[width, classes], bias float64[classes]. */
  readonly layer: LinearLayer;
  /** Fitted to training and validation together, where that was asked for. */
  readonly joined: LinearLayer | undefined;
  readonly strength: number;
  /** From where the layers below are trained, where they are: see `calmest`. Fitted to the training split. */
  readonly start: { readonly layer: LinearLayer; readonly strength: number } | undefined;
  readonly chosenBy: 'validation' | 'folds';
  readonly folds: number | null;
  readonly tried: readonly Tried[];
  readonly iterations: number;
}

/** Of the penalty, for standardised features; see `openRegression`. Half a decade apart. */
const strengths = [1, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5];
/** After so many strengths without improvement weaker ones are not tried: their fits only take longer. */
const patience = 2;
/** A smaller validation split says too little to choose by: the training split is folded instead. */
const fewestValidation = 200;
const foldCount = 5;

/** Folds of the training split that choose beside so many validation examples; undefined where those choose. */
export function foldsFor(validationExamples: number): number | undefined {
  return validationExamples < fewestValidation ? foldCount : undefined;
}

/** While choosing, the gradient need not vanish as far as at the end. */
const roughTolerance = 1e-4;

/** Fits the head. Deterministic. Throws what `onProgress` throws. */
export async function fitProbe(data: ProbeData, options: ProbeOptions): Promise<FittedProbe> {
  const { train, validation } = data;
  const count = foldsFor(validation?.labels.length ?? 0);
  const parts = count === undefined ? undefined : folds(train.labels, data.groups, count);
  const total = strengths.length + 1;
  const trials =
    parts === undefined
      ? [openTrial(data, { fit: allRows(train), score: validation! })]
      : parts.map(({ fit, score }) => openTrial(data, { fit, score: rowsOf(train, score) }));
  const tried: Tried[] = [];
  try {
    for (const [number, strength] of strengths.entries()) {
      await options.onProgress(number, total);
      const scores: Score[] = [];
      for (const trial of trials)
        scores.push(await trial.score(strength, () => options.onProgress(number, total)));
      tried.push({ strength, ...together(scores, options.metric) });
      if (tried.length - 1 - bestOf(tried, options.metric) >= patience) break;
    }
  } finally {
    for (const trial of trials) trial.dispose();
  }
  const { strength } = tried[bestOf(tried, options.metric)]!;
  await options.onProgress(total - 1, total);
  const wait = () => options.onProgress(total - 1, total);
  const { layer, iterations } = await fitHead(data, { strength, wait });
  const joined =
    options.withValidation && validation !== undefined
      ? (await fitHead(data, { strength, wait, also: validation })).layer
      : undefined;
  const calm = calmest(tried);
  const start = options.trainsOn
    ? {
        strength: calm,
        layer: calm === strength ? layer : (await fitHead(data, { strength: calm, wait })).layer,
      }
    : undefined;
  const chosenBy = parts === undefined ? 'validation' : 'folds';
  return { layer, joined, strength, start, chosenBy, folds: parts?.length ?? null, tried, iterations };
}

/**
 * The strongest penalty whose loss is within one standard error of the lowest (Breiman et al. 1984, section 3.4.3). The
 * best head knows the training examples nearly by heart, so that little is left to learn for the layers below it; from
 * a calmer one they reach more.
 */
export function calmest(tried: readonly Pick<Tried, 'strength' | 'loss' | 'lossError'>[]): number {
  const lowest = tried.reduce((best, other) => (other.loss < best.loss ? other : best));
  const near = tried.filter(({ loss }) => loss <= lowest.loss + lowest.lossError);
  return Math.max(...near.map(({ strength }) => strength));
}

/** The head with one penalty, and how many iterations it took. */
export async function fitHead(
  data: HeadData,
  options: { strength: number; wait: () => Promise<void> | void; also?: FeatureRows },
) {
  const trial = openTrial(data, { fit: allRows(data.train), score: undefined, also: options.also });
  try {
    return await trial.fit(options.strength, options.wait);
  } finally {
    trial.dispose();
  }
}

/** The rows of a set that take part. */
function allRows({ labels }: FeatureRows): number[] {
  return [...labels.keys()];
}

/** Some rows of a set, in the given order. */
export function rowsOf(set: FeatureRows, rows: readonly number[]): FeatureRows {
  const { width } = set;
  const features = new Float32Array(rows.length * width);
  for (const [position, row] of rows.entries())
    features.set(set.features.subarray(row * width, (row + 1) * width), position * width);
  return {
    indices: Int32Array.from(rows, (row) => set.indices[row]!),
    labels: Int32Array.from(rows, (row) => set.labels[row]!),
    features,
    width,
  };
}

interface Score {
  readonly rows: number;
  readonly loss: number;
  /** Variance of the loss over the rows. */
  readonly lossVariance: number;
  readonly accuracy: number;
  readonly f1Macro: number;
  readonly rocAuc: number | undefined;
}

interface Trial {
  /** Fits, beginning where the last strength ended. */
  fit(
    strength: number,
    wait: () => Promise<void> | void,
  ): Promise<{ layer: LinearLayer; iterations: number }>;
  score(strength: number, wait: () => Promise<void> | void): Promise<Score>;
  dispose(): void;
}

interface TrialRows {
  readonly fit: readonly number[];
  readonly score: FeatureRows | undefined;
  /** Fitted to as well. */
  readonly also?: FeatureRows | undefined;
}

function openTrial(data: HeadData, { fit, score, also }: TrialRows): Trial {
  const chosen = rowsOf(data.train, fit);
  const rows = also === undefined ? chosen : concatenated(chosen, also);
  const { classes, classWeights, labelSmoothing } = data;
  const shape = { width: rows.width, classes };
  const scaling: Scaling = scalingOf(rows.features, rows.width, allRows(rows));
  const regression: Regression = openRegression(
    {
      features: standardised(rows.features, scaling, allRows(rows)),
      targets: targetRows(rows.labels, classes, labelSmoothing),
      weights: rowWeights(rows.labels, rows.indices, classWeights),
    },
    shape,
  );
  const probabilities = openProbabilities(shape);
  let start = zeroLayer(shape);
  const solve = async (strength: number, gradientTolerance: number, wait: () => Promise<void> | void) => {
    const solution = await regression.solve({ strength, start, gradientTolerance, afterIteration: wait });
    start = solution.layer;
    return { layer: foldScaling(solution.layer, scaling), iterations: solution.iterations };
  };
  return {
    fit: (strength, wait) => solve(strength, finalTolerance, wait),
    async score(strength, wait) {
      const { layer } = await solve(strength, roughTolerance, wait);
      const { features, labels } = score!;
      return scoreOf(labels, probabilities.run(features, layer), classes);
    },
    dispose() {
      regression.dispose();
      probabilities.dispose();
    },
  };
}

const finalTolerance = 1e-5;

function concatenated(a: FeatureRows, b: FeatureRows): FeatureRows {
  const features = new Float32Array(a.features.length + b.features.length);
  features.set(a.features);
  features.set(b.features, a.features.length);
  return {
    indices: Int32Array.of(...a.indices, ...b.indices),
    labels: Int32Array.of(...a.labels, ...b.labels),
    features,
    width: a.width,
  };
}

function scoreOf(labels: Int32Array, probabilities: Float32Array, classes: number): Score {
  const { accuracy, f1Macro, rocAuc } = epochMetrics(labels, probabilities);
  const losses = logLosses(checkPredictions(labels, probabilities, classes));
  const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const loss = meanOf(losses);
  const lossVariance = meanOf(losses.map((value) => (value - loss) ** 2));
  return { rows: labels.length, loss, lossVariance, accuracy, f1Macro, rocAuc };
}

/** The mean over the folds, each by its rows. */
function together(scores: readonly Score[], metric: EarlyStopping['metric']): Omit<Tried, 'strength'> {
  const rows = scores.reduce((sum, score) => sum + score.rows, 0);
  const mean = (of: (score: Score) => number) =>
    scores.reduce((sum, score) => sum + of(score) * score.rows, 0) / rows;
  const [loss, accuracy] = [mean((score) => score.loss), mean((score) => score.accuracy)];
  const lossError = Math.sqrt(mean((score) => score.lossVariance) / rows);
  return { loss, lossError, accuracy, value: mean((score) => score[metric] ?? -score.loss) };
}

function bestOf(tried: readonly Tried[], metric: EarlyStopping['metric']): number {
  let best = 0;
  for (const [number, { value }] of tried.entries())
    if (isBetter({ metric, minDelta: 0, patience: 1 }, value, tried[best]!.value)) best = number;
  return best;
}

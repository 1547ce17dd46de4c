// The evaluation of one split as one JSON-serialisable value: everything a screen, a file or a comparison needs.
import type { Added } from './added.ts';
import { type BootstrapOptions, bootstrapIntervals, type Interval, type Intervals } from './bootstrap.ts';
import {
  brierScore,
  type CalibrationBin,
  calibrationBins,
  expectedCalibrationError,
  logLoss,
} from './calibration.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { type Curve, maxCurvePoints, precisionRecallCurve, rocCurve } from './curves.ts';
import { evaluationError } from './errors.ts';
import {
  classMetrics,
  countMargins,
  type LabelMetrics,
  labelMetrics,
  type Margins,
  type PrecisionRecallF1,
} from './label-metrics.ts';
import type { ChangedSince, MeasuredData } from './measured-data.ts';
import { confidentMistakes, type Mistake } from './mistakes.ts';
import { checkPredictions, type Predictions } from './predictions.ts';
import { averagePrecision, meanDefined, type Ranking, rankClasses, rocAuc } from './ranking.ts';
import { topKAccuracy } from './top-k.ts';
import { wilson } from './wilson.ts';

/** Where an example comes from: a file, and the 1-based row of a table. */
export interface ExamplePlace {
  readonly path: string;
  readonly row?: number;
}

export interface ReportOptions {
  /** One place for each example; the mistakes then carry theirs. */
  readonly sources?: readonly ExamplePlace[];
  /** Seed of the bootstrap, 42 when absent. */
  readonly seed?: number;
}

export interface ClassReport extends PrecisionRecallF1 {
  readonly name: string;
  /** Examples of this class in the split, and predictions of it. */
  readonly support: number;
  readonly predicted: number;
  /** Against the rest; null where the split holds no example of the class, or (ROC) nothing else. */
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
  readonly rocCurve: Curve | null;
  readonly precisionRecallCurve: Curve | null;
}

export interface EvaluationReport {
  readonly classes: readonly string[];
  readonly examples: number;
  /**
   * Classes without an example in the split: left out of balanced accuracy and of the ROC and PR averages. Macro
   * precision, recall and F1 count them (as 0) only where they were predicted, as scikit-learn does.
   */
  readonly absentClasses: readonly string[];
  readonly labels: LabelMetrics;
  /** For k of 3 and 5, where k is below the number of classes. */
  readonly topK: readonly { readonly k: number; readonly accuracy: number }[];
  /** Two classes: of the second one, which counts as positive. More: one-vs-rest, macro and weighted by support. */
  readonly ranking: {
    readonly rocAuc: number | null;
    readonly rocAucWeighted: number | null;
    readonly averagePrecision: number | null;
  };
  readonly calibration: {
    readonly logLoss: number;
    readonly brierScore: number;
    readonly expectedCalibrationError: number;
    readonly bins: readonly CalibrationBin[];
  };
  readonly perClass: readonly ClassReport[];
  /** `confusion[true][predicted]`, counts. */
  readonly confusion: readonly (readonly number[])[];
  /** Wrong predictions, most probable first, at most 100. */
  readonly mistakes: readonly (Mistake & { readonly source?: ExamplePlace })[];
  /** What training has added to a head on frozen features; absent where there was none, or nothing after it. */
  readonly probe?: Added;
  readonly bootstrap: BootstrapOptions & {
    readonly intervals: Intervals & { readonly accuracy?: Interval };
  };
  /** Of other data than the run's own; absent in reports of an earlier Finesse. */
  readonly data?: MeasuredData | undefined;
  /** Measured again: the pictures that are not what they were when the run's data was frozen. */
  readonly changedFiles?: ChangedSince | undefined;
}

export interface ReportInput {
  readonly classes: readonly string[];
  /** int32[examples] */
  readonly labels: Int32Array;
  /** float32[examples, classes], rows sum to 1 */
  readonly probabilities: Float32Array;
  readonly options?: ReportOptions;
}

const resamples = 1000;
const level = 0.95;
const defaultSeed = 42;
const mistakeLimit = 100;
/** With more classes each curve gets fewer points, so that a report of 1,000 classes stays some megabytes. */
const allCurvePoints = 20 * maxCurvePoints;
const fewestCurvePoints = 50;

/** Evaluates a split. Throws `evaluation.*` for predictions that cannot be measured, NaN probabilities among them. */
export function makeReport({ classes, labels, probabilities, options = {} }: ReportInput): EvaluationReport {
  const predictions = checkPredictions(labels, probabilities, classes.length);
  const margins = countMargins(predictions);
  const perClass = reportClasses(classes, margins, rankClasses(predictions));
  const bins = calibrationBins(predictions);
  const bootstrap: BootstrapOptions = { resamples, level, seed: options.seed ?? defaultSeed };
  return {
    classes,
    examples: predictions.examples,
    absentClasses: perClass.filter(({ support }) => support === 0).map(({ name }) => name),
    labels: labelMetrics(margins),
    topK: [3, 5]
      .filter((k) => k < classes.length)
      .map((k) => ({ k, accuracy: topKAccuracy(predictions, k) })),
    ranking: averageRanking(perClass),
    calibration: {
      logLoss: logLoss(predictions),
      brierScore: brierScore(predictions),
      expectedCalibrationError: expectedCalibrationError(bins),
      bins,
    },
    perClass,
    confusion: confusionMatrix(predictions),
    mistakes: placedMistakes(predictions, options.sources),
    bootstrap: {
      ...bootstrap,
      intervals: { accuracy: accuracyInterval(margins), ...bootstrapIntervals(predictions, bootstrap) },
    },
  };
}

/** 95 %, as `level`. */
function accuracyInterval({ correct, support }: Margins): Interval {
  const sum = (counts: Margins['correct']) => counts.reduce((total, count) => total + count, 0);
  return wilson(sum(correct), sum(support));
}

function reportClasses(
  classes: readonly string[],
  margins: Margins,
  rankings: readonly Ranking[],
): ClassReport[] {
  const points = Math.min(
    maxCurvePoints,
    Math.max(fewestCurvePoints, Math.floor(allCurvePoints / classes.length)),
  );
  return classes.map((name, c) => ({
    name,
    support: margins.support[c]!,
    predicted: margins.predicted[c]!,
    ...classMetrics(margins, c),
    rocAuc: rocAuc(rankings[c]!),
    averagePrecision: averagePrecision(rankings[c]!),
    rocCurve: rocCurve(rankings[c]!, points),
    precisionRecallCurve: precisionRecallCurve(rankings[c]!, points),
  }));
}

function averageRanking(perClass: readonly ClassReport[]): EvaluationReport['ranking'] {
  const aucs = perClass.map((row) => row.rocAuc);
  const precisions = perClass.map((row) => row.averagePrecision);
  if (perClass.length === 2) {
    return { rocAuc: aucs[1]!, rocAucWeighted: aucs[1]!, averagePrecision: precisions[1]! };
  }
  const support = perClass.map((row) => row.support);
  return {
    rocAuc: meanDefined(aucs),
    rocAucWeighted: meanDefined(aucs, support),
    averagePrecision: meanDefined(precisions),
  };
}

function placedMistakes(
  predictions: Predictions,
  sources: readonly ExamplePlace[] | undefined,
): EvaluationReport['mistakes'] {
  const mistakes = confidentMistakes(predictions, mistakeLimit);
  if (!sources) return mistakes;
  if (sources.length !== predictions.examples)
    throw evaluationError('sourcesMismatch', { examples: predictions.examples, sources: sources.length });
  return mistakes.map((mistake) => ({ ...mistake, source: sources[mistake.index]! }));
}

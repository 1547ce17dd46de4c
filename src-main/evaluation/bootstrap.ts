// Confidence intervals by the percentile bootstrap, stratified by class: every resample draws, with replacement,
// as many examples of each class as there are, so no class vanishes and rare classes stay comparable. A class of n
// examples then varies by (n - 1) / n of what it should, nothing at all for n = 1: with too few of a class there is no
// interval. Source: Efron and Tibshirani 1993, chapters 8 and 13.
import { emptyMargins, labelMetrics, type Margins } from './label-metrics.ts';
import { classScores, type Predictions } from './predictions.ts';
import { descendingOrder, rocAuc } from './ranking.ts';
import { seededRandom } from './seeded-random.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** 1,000 keeps the ends of a 95 % interval steady to about a tenth of its width. */
  readonly resamples: number;
  /** Share of resamples inside the interval, 0 to 1. */
  readonly level: number;
  readonly seed: number;
}

/** Metrics that get an interval; `rocAuc` for two classes only. The accuracy, a share that is counted, has Wilson's. */
export type BootstrapMetric =
  | 'balancedAccuracy'
  | 'precisionMacro'
  | 'recallMacro'
  | 'f1Macro'
  | 'f1Weighted'
  | 'matthewsCorrelation'
  | 'rocAuc';

export type Intervals = Readonly<Partial<Record<BootstrapMetric, Interval>>>;

/** Of each class that occurs. With five the width is 11 % too small. */
const fewestOfClass = 5;

/**
 * One interval for each metric. Left out: a metric that is undefined on these predictions, one that came out the same
 * in every resample, since that tells nothing of other data, and all where a class has too few examples.
 */
export function bootstrapIntervals(predictions: Predictions, options: BootstrapOptions): Intervals {
  const strata = groupByLabel(predictions);
  if (strata.size.some((size) => size < fewestOfClass)) return {};
  const samples = new Map<BootstrapMetric, Float64Array>();
  const random = seededRandom(options.seed);
  const resampler = makeResampler(predictions, strata);
  for (let r = 0; r < options.resamples; r++) {
    for (const [metric, value] of resampler(random)) {
      if (!samples.has(metric)) samples.set(metric, new Float64Array(options.resamples));
      samples.get(metric)![r] = value;
    }
  }
  const tail = (1 - options.level) / 2;
  const intervals: Partial<Record<BootstrapMetric, Interval>> = {};
  for (const [metric, values] of samples) {
    values.sort();
    const [low, high] = [quantile(values, tail), quantile(values, 1 - tail)];
    if (low < high) intervals[metric] = { low, high };
  }
  return intervals;
}

/** Draws one resample and measures it. */
function makeResampler(
  predictions: Predictions,
  strata: Strata,
): (random: () => number) => [BootstrapMetric, number][] {
  const { examples, labels, predicted, classes } = predictions;
  const binary = classes === 2 ? binaryAuc(predictions) : undefined;
  return (random) => {
    const margins = emptyMargins(classes);
    binary?.reset();
    for (let slot = 0; slot < examples; slot++) {
      const start = strata.start[slot]!;
      const drawn = strata.members[start + Math.floor(random() * strata.size[slot]!)]!;
      count(margins, labels[drawn]!, predicted[drawn]!);
      binary?.add(drawn);
    }
    return measure(margins, binary?.value() ?? null);
  };
}

function count(margins: Margins, label: number, guess: number): void {
  margins.support[label]! += 1;
  margins.predicted[guess]! += 1;
  if (label === guess) margins.correct[label]! += 1;
}

function measure(margins: Margins, auc: number | null): [BootstrapMetric, number][] {
  const metrics = labelMetrics(margins);
  const values: [BootstrapMetric, number][] = [
    ['balancedAccuracy', metrics.balancedAccuracy],
    ['precisionMacro', metrics.macro.precision],
    ['recallMacro', metrics.macro.recall],
    ['f1Macro', metrics.macro.f1],
    ['f1Weighted', metrics.weighted.f1],
    ['matthewsCorrelation', metrics.matthewsCorrelation],
  ];
  if (auc !== null) values.push(['rocAuc', auc]);
  return values;
}

/** `members` lists the examples class by class; for each slot of it, where its class starts and how large it is. */
interface Strata {
  readonly members: Int32Array;
  readonly start: Int32Array;
  readonly size: Int32Array;
}

function groupByLabel({ examples, labels }: Predictions): Strata {
  const members = Int32Array.from(labels.keys()).sort((a, b) => labels[a]! - labels[b]! || a - b);
  const start = new Int32Array(examples);
  const size = new Int32Array(examples);
  for (let from = 0, to = 0; from < examples; from = to) {
    while (to < examples && labels[members[to]!] === labels[members[from]!]) to++;
    start.fill(from, from, to);
    size.fill(to - from, from, to);
  }
  return { members, start, size };
}

/**
 * ROC-AUC of a resample without sorting it again: drawn examples are counted at the rank their score has among the
 * distinct scores of the whole split.
 */
function binaryAuc(predictions: Predictions) {
  const scores = classScores(predictions, 1);
  const { levelOf, levels } = scoreLevels(scores);
  const positives = new Float64Array(levels);
  const negatives = new Float64Array(levels);
  return {
    reset(): void {
      positives.fill(0);
      negatives.fill(0);
    },
    add(example: number): void {
      const counts = predictions.labels[example] === 1 ? positives : negatives;
      counts[levelOf[example]!]! += 1;
    },
    value(): number | null {
      return rocAuc({ truePositives: accumulate(positives), falsePositives: accumulate(negatives) });
    },
  };
}

function scoreLevels(scores: Float32Array): { levelOf: Int32Array; levels: number } {
  const order = descendingOrder(scores);
  const levelOf = new Int32Array(scores.length);
  let level = 0;
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && scores[order[i]!] !== scores[order[i - 1]!]) level++;
    levelOf[order[i]!] = level;
  }
  return { levelOf, levels: level + 1 };
}

/** Running sums, in place. */
function accumulate(values: Float64Array): Float64Array {
  for (let i = 1; i < values.length; i++) values[i]! += values[i - 1]!;
  return values;
}

/** Quantile of sorted values, linear between neighbours, as numpy's default. */
export function quantile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

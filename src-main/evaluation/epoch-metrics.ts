// The few metrics of a validation split that are worth their time after every epoch.
import { countMargins, labelMetrics } from './label-metrics.ts';
import { checkPredictions } from './predictions.ts';
import { meanDefined, rankClasses, rocAuc } from './ranking.ts';

export interface EpochMetrics {
  readonly accuracy: number;
  readonly f1Macro: number;
  /** Of class 1 for two classes, macro one-vs-rest for more; absent when the split holds a single class. */
  readonly rocAuc?: number;
}

/**
 * Quick metrics of labels int32[examples] and probabilities float32[examples, classes].
 * Throws `evaluation.*` as `checkPredictions` does; NaN among them.
 */
export function epochMetrics(labels: Int32Array, probabilities: Float32Array): EpochMetrics {
  const predictions = checkPredictions(
    labels,
    probabilities,
    Math.floor(probabilities.length / labels.length),
  );
  const { accuracy, macro } = labelMetrics(countMargins(predictions));
  const aucs = rankClasses(predictions).map(rocAuc);
  const auc = predictions.classes === 2 ? aucs[1]! : meanDefined(aucs);
  return { accuracy, f1Macro: macro.f1, ...(auc === null ? {} : { rocAuc: auc }) };
}

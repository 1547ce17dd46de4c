// The metrics of a pass over the validation split.
import type { BatchSource } from '../data/batches.ts';
import { logLoss } from '../evaluation/calibration.ts';
import { epochMetrics } from '../evaluation/epoch-metrics.ts';
import { checkPredictions } from '../evaluation/predictions.ts';
import { validationName } from '../facts/metrics.ts';
import { splitProbabilities } from './split-probabilities.ts';
import type { InferenceStep } from './training-step.ts';

/**
 * valLoss (natural logarithm, without smoothing and weights), valAccuracy, valF1Macro and, where defined, valRocAuc.
 * Undefined where the network gives something that is not a number.
 */
export async function validationMetrics(
  step: InferenceStep,
  source: BatchSource,
  classes: number,
): Promise<Record<string, number> | undefined> {
  const { labels, probabilities } = await splitProbabilities(step, source, { classes });
  if (!probabilities.every(Number.isFinite)) return undefined;
  const { accuracy, f1Macro, rocAuc } = epochMetrics(labels, probabilities);
  return {
    [validationName('loss')]: logLoss(checkPredictions(labels, probabilities, classes)),
    [validationName('accuracy')]: accuracy,
    [validationName('f1Macro')]: f1Macro,
    ...(rocAuc === undefined ? {} : { [validationName('rocAuc')]: rocAuc }),
  };
}

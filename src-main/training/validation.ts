// The metrics of a pass over the validation split.
import type { BatchSource } from '../data/batches.ts';
import { logLoss } from '../evaluation/calibration.ts';
import { epochMetrics } from '../evaluation/epoch-metrics.ts';
import { checkPredictions, type Predictions } from '../evaluation/predictions.ts';
import { fitTemperature, scalePredictions } from '../evaluation/temperature.ts';
import { validationName } from '../facts/metrics.ts';
import { splitProbabilities } from './split-probabilities.ts';
import type { InferenceStep } from './training-step.ts';

export interface ValidationOptions {
  readonly classes: number;
  /** Judges the network at the temperature that suits it. */
  readonly softens: boolean;
}

export interface ValidatedNetwork {
  /** valLoss (natural logarithm, without smoothing and weights), valAccuracy, valF1Macro and, where defined, valRocAuc. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What its logits have to be divided by for that; 1 where they are taken as they are. */
  readonly temperature: number;
}

/** Undefined where the network gives something that is not a number. */
export async function validationMetrics(
  step: InferenceStep,
  source: BatchSource,
  { classes, softens }: ValidationOptions,
): Promise<ValidatedNetwork | undefined> {
  const { labels, probabilities } = await splitProbabilities(step, source, { classes });
  if (!probabilities.every(Number.isFinite)) return undefined;
  const told = checkPredictions(labels, probabilities, classes);
  const temperature = softens ? softening(told) : 1;
  const judged = temperature === 1 ? told : scalePredictions(told, temperature);
  const { accuracy, f1Macro, rocAuc } = epochMetrics(labels, judged.probabilities);
  const metrics = {
    [validationName('loss')]: logLoss(judged),
    [validationName('accuracy')]: accuracy,
    [validationName('f1Macro')]: f1Macro,
    ...(rocAuc === undefined ? {} : { [validationName('rocAuc')]: rocAuc }),
  };
  return { metrics, temperature };
}

/** With fewer examples a temperature says more of them than of the network. */
const fewestToSoften = 100;

/**
 * The temperature of a network that is too sure of itself, 1 of any other: epochs make it surer long after they make it
 * better, and the loss alone would call that worse (Guo et al. 2017; Berta et al. 2025, "Rethinking early stopping:
 * refine, then calibrate").
 */
export function softening(predictions: Predictions): number {
  return predictions.examples < fewestToSoften ? 1 : Math.max(1, fitTemperature(predictions));
}

// The rule by which the probabilities of an example become an answer. Without one it is the most probable class. A rule
// is chosen on the validation split, so that the test split still tells how good it is.
import * as z from 'zod';
import type { Predictions } from './predictions.ts';
import { scalePredictions, scaleProbabilities } from './temperature.ts';

const share = z.number().min(0).max(1);
/** Of the probabilities the rule looks at: 1 as the network gives them, else what was fitted when the rule was kept. */
const temperature = z.number().positive();

export const decisionRuleSchema = z.discriminatedUnion('kind', [
  /** The class is the answer where its probability is at least `threshold`, else the most probable of the others. */
  z.strictObject({ kind: z.literal('threshold'), class: z.string(), threshold: share, temperature }),
  /** No answer where no class has a probability of at least `below`. Of two classes: a band around one half. */
  z.strictObject({ kind: z.literal('abstain'), below: share, temperature }),
]);

export type DecisionRule = z.output<typeof decisionRuleSchema>;

/** What is said where there is no answer. */
export const noAnswer = -1;

/**
 * The answer for one example, as the index of a class, or `noAnswer`; `probabilities` float32[classes] as the network
 * gives them.
 */
export function decide(
  classes: readonly string[],
  probabilities: Float32Array,
  rule: DecisionRule | null,
): number {
  if (rule === null) return mostProbable(probabilities);
  return decideScaled(classes, scaledTo(probabilities, rule.temperature), rule);
}

/**
 * One row at a temperature. At 1 nothing is computed: a threshold between two close probabilities would not survive the
 * rounding.
 */
export function scaledTo(probabilities: Float32Array, temperature: number): Float32Array {
  return temperature === 1
    ? probabilities
    : scaleProbabilities(probabilities, probabilities.length, temperature);
}

/** As `decide`, of probabilities at the rule's own temperature. */
function decideScaled(classes: readonly string[], probabilities: Float32Array, rule: DecisionRule): number {
  const best = mostProbable(probabilities);
  switch (rule.kind) {
    case 'abstain':
      return probabilities[best]! >= rule.below ? best : noAnswer;
    case 'threshold': {
      const positive = classes.indexOf(rule.class);
      if (positive === -1) return best;
      return probabilities[positive]! >= rule.threshold ? positive : mostProbable(probabilities, positive);
    }
    default:
      return rule satisfies never;
  }
}

/** The lowest of equals, as everywhere. */
function mostProbable(probabilities: Float32Array, except = -1): number {
  let best = except === 0 ? 1 : 0;
  for (let c = best + 1; c < probabilities.length; c++)
    if (c !== except && probabilities[c]! > probabilities[best]!) best = c;
  return best;
}

/** What a rule does on labelled examples. */
export interface DecisionOutcome {
  readonly examples: number;
  readonly answered: number;
  readonly correct: number;
  /** Of those answered; null where none is. */
  readonly accuracy: number | null;
  /** Without the rule. */
  readonly plainAccuracy: number;
}

/** `predictions` as the network gives them. */
export function decisionOutcome(
  classes: readonly string[],
  predictions: Predictions,
  rule: DecisionRule,
): DecisionOutcome {
  const { examples, labels, predicted } = predictions;
  const { probabilities } = atTemperature(predictions, rule.temperature);
  let [answered, correct, plain] = [0, 0, 0];
  for (let i = 0; i < examples; i++) {
    const row = probabilities.subarray(i * classes.length, (i + 1) * classes.length);
    const answer = decideScaled(classes, row, rule);
    if (answer !== noAnswer) answered++;
    if (answer === labels[i]) correct++;
    if (predicted[i] === labels[i]) plain++;
  }
  const accuracy = answered === 0 ? null : correct / answered;
  return { examples, answered, correct, accuracy, plainAccuracy: plain / examples };
}

/** The predictions at a temperature; the very same at 1. */
export function atTemperature(predictions: Predictions, temperature: number): Predictions {
  return temperature === 1 ? predictions : scalePredictions(predictions, temperature);
}

/** One point of the trade between answering and being right. */
export interface CoverageRow {
  /** Examples are answered whose highest probability is at least this. */
  readonly below: number;
  readonly answered: number;
  /** 0 to 1. */
  readonly share: number;
  readonly accuracy: number | null;
}

/** As fine as a slider in percent. */
export const coverageSteps = 100;

/** Rows at 0, 0.01 ... 1 of probabilities at the temperature they are to be looked at. */
export function coverageCurve({
  examples,
  classes,
  labels,
  predicted,
  probabilities,
}: Predictions): CoverageRow[] {
  const confidence = Float32Array.from(predicted, (guess, i) => probabilities[i * classes + guess]!);
  return Array.from({ length: coverageSteps + 1 }, (_, step) => {
    const below = step / coverageSteps;
    let [answered, correct] = [0, 0];
    for (let i = 0; i < examples; i++) {
      if (!(confidence[i]! >= below)) continue;
      answered++;
      if (predicted[i] === labels[i]) correct++;
    }
    return {
      below,
      answered,
      share: answered / examples,
      accuracy: answered === 0 ? null : correct / answered,
    };
  });
}

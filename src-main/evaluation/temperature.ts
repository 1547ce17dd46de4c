// Temperature scaling: one number that makes probabilities mean what they say, without changing a prediction.
// Fitted on examples that neither trained the network nor measure it (the validation split).
// Source: Guo et al. 2017, section 4.2.
import { evaluationError } from './errors.ts';
import { checkPredictions, type Predictions } from './predictions.ts';

/** The temperature is looked for between these; at an end the split is too small or separated without error. */
export const temperatureBounds = { low: 0.05, high: 20 } as const;

/** Probability below which float32 knows no more; stands in for 0, whose logarithm is not finite. */
const leastProbability = 2 ** -126;
const mostSteps = 100;

/**
 * The temperature T that minimises the mean negative log likelihood of softmax(logits / T), within the bounds.
 * The logits are taken from the probabilities, log p = logits - constant, and softmax does not see the constant.
 * In b = 1 / T the likelihood is convex: its derivative is mean(E_p[z] - z_label), where p = softmax(b z); its root is
 * found by Newton's method, kept inside a shrinking bracket.
 */
export function fitTemperature(predictions: Predictions): number {
  const logits = logProbabilities(predictions.probabilities);
  let [low, high] = [1 / temperatureBounds.high, 1 / temperatureBounds.low];
  if (slopeAt(predictions, logits, low).slope >= 0) return temperatureBounds.high;
  if (slopeAt(predictions, logits, high).slope <= 0) return temperatureBounds.low;
  let inverse = 1;
  for (let step = 0; step < mostSteps; step++) {
    const { slope, curvature } = slopeAt(predictions, logits, inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - inverse) < 1e-10) return 1 / next;
    inverse = next;
  }
  return 1 / inverse;
}

/** First and second derivative of the mean negative log likelihood by the inverse temperature. */
function slopeAt({ examples, classes, labels }: Predictions, logits: Float64Array, inverse: number) {
  let [slope, curvature] = [0, 0];
  for (let i = 0; i < examples; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const top = maximum(row);
    let [weight, first, second] = [0, 0, 0];
    for (const z of row) {
      const e = Math.exp(inverse * (z - top));
      weight += e;
      first += e * z;
      second += e * z * z;
    }
    const mean = first / weight;
    slope += mean - row[labels[i]!]!;
    curvature += second / weight - mean * mean;
  }
  return { slope: slope / examples, curvature: curvature / examples };
}

/** The probabilities at temperature `temperature`: float32[examples, classes] -> the same; rows sum to 1. */
export function scaleProbabilities(
  probabilities: Float32Array,
  classes: number,
  temperature: number,
): Float32Array {
  if (!(temperature > 0)) throw evaluationError('badTemperature', { temperature });
  const logits = logProbabilities(probabilities);
  const scaled = new Float32Array(probabilities.length);
  for (let start = 0; start < scaled.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const top = maximum(row);
    let sum = 0;
    for (const z of row) sum += Math.exp((z - top) / temperature);
    for (let c = 0; c < classes; c++) scaled[start + c] = Math.exp((row[c]! - top) / temperature) / sum;
  }
  return scaled;
}

/** Predictions at another temperature. The most probable class stays what it was. */
export function scalePredictions(predictions: Predictions, temperature: number): Predictions {
  const { labels, probabilities, classes } = predictions;
  const scaled = checkPredictions(labels, scaleProbabilities(probabilities, classes, temperature), classes);
  // Rounding may make equals of two classes; what was predicted is not a matter of temperature.
  return { ...scaled, predicted: predictions.predicted };
}

function logProbabilities(probabilities: Float32Array): Float64Array {
  return Float64Array.from(probabilities, (p) => Math.log(Math.max(p, leastProbability)));
}

function maximum(row: Float64Array): number {
  let top = row[0]!;
  for (const z of row) if (z > top) top = z;
  return top;
}

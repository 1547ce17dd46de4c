// Features brought to mean 0 and deviation 1, and the way back: into the weight and bias of a linear layer.

export interface Scaling {
  /** float64[width] */
  readonly mean: Float64Array;
  /** float64[width]; above 0 */
  readonly deviation: Float64Array;
}

/**
 * No deviation is taken to be below this share of the median one. A feature that hardly varies is mostly rounding; blown
 * up, it would say nothing of other examples, and its folded weight would be so large that the first step of
 * fine-tuning, which moves all features a little, ruined the logits.
 */
const smallestShare = 0.01;

/**
 * Mean and deviation (of the population) of each column of `features` float32[rows, width], over the rows given.
 * The formula with two passes, in float64. Deviations far below the others are raised, so that a constant column
 * becomes 0, not infinite.
 */
export function scalingOf(features: Float32Array, width: number, rows: Iterable<number>): Scaling {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  let count = 0;
  for (const row of rows) {
    count += 1;
    for (let i = 0; i < width; i++) mean[i]! += features[row * width + i]!;
  }
  for (let i = 0; i < width; i++) mean[i]! /= Math.max(1, count);
  for (const row of rows)
    for (let i = 0; i < width; i++) deviation[i]! += (features[row * width + i]! - mean[i]!) ** 2;
  for (let i = 0; i < width; i++) deviation[i] = Math.sqrt(deviation[i]! / Math.max(1, count));
  const median = deviation.toSorted()[width >> 1]!;
  const smallest = median > 0 ? smallestShare * median : 1;
  return { mean, deviation: deviation.map((value) => Math.max(value, smallest)) };
}

/** (features - mean) / deviation for the rows given, in their order: float32[rows, width]. */
export function standardised(
  features: Float32Array,
  { mean, deviation }: Scaling,
  rows: readonly number[],
): Float32Array {
  const width = mean.length;
  const result = new Float32Array(rows.length * width);
  for (const [position, row] of rows.entries())
    for (let i = 0; i < width; i++)
      result[position * width + i] = (features[row * width + i]! - mean[i]!) / deviation[i]!;
  return result;
}

/** A linear layer of standardised features: weight float64[width, classes], bias float64[classes]. */
export interface LinearLayer {
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/** The layer that gives the same logits from the features as they are. */
export function foldScaling({ weight, bias }: LinearLayer, { mean, deviation }: Scaling): LinearLayer {
  const classes = bias.length;
  const folded = weight.map((value, i) => value / deviation[Math.floor(i / classes)]!);
  const moved = bias.map((value, c) =>
    mean.reduce((sum, centre, feature) => sum - centre * folded[feature * classes + c]!, value),
  );
  return { weight: folded, bias: moved };
}

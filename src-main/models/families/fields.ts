// Fields that the schemas of several families share, and what they complete them by.
import * as z from 'zod';

export const count = (max: number) => z.number().int().min(1).max(max);
export const dropoutRate = z.number().min(0).max(0.9);
const channels = z.tuple([z.number(), z.number(), z.number()]);
const deviations = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/** Side of the pictures, and what is taken from pixel / 255 and what that is divided by, RGB. */
export const pictureFields = (usualSize: number, leastSize = 8) => ({
  imageSize: z.number().int().min(leastSize).max(1024).default(usualSize),
  /** The family's usual values when absent; likewise `std`. */
  mean: channels.optional(),
  std: deviations.optional(),
});

export const transformerFields = {
  layers: count(96).default(12),
  hiddenSize: count(8192).default(768),
  /** hiddenSize / 64 when absent, as in the published models. */
  heads: count(128).optional(),
  /** 4 hiddenSize when absent. */
  intermediateSize: count(65536).optional(),
  vocabularySize: count(2_000_000).default(30522),
  maxPositions: count(32768).default(512),
  hiddenDropout: dropoutRate.default(0.1),
  attentionDropout: dropoutRate.default(0.1),
};

interface Sizes {
  readonly hiddenSize: number;
  readonly heads?: number | undefined;
  readonly intermediateSize?: number | undefined;
}

/** A transformer with its number of heads and its inner width; an issue where the heads do not share the width evenly. */
export function withSizes<Parsed extends Sizes>(parsed: Parsed, context: z.RefinementCtx) {
  const { hiddenSize, intermediateSize = 4 * hiddenSize } = parsed;
  const heads = parsed.heads ?? Math.max(1, Math.round(hiddenSize / 64));
  if (hiddenSize % heads !== 0)
    context.addIssue({
      code: 'custom',
      path: ['heads'],
      message: `hiddenSize ${hiddenSize} cannot be divided among ${heads} heads`,
    });
  return { ...parsed, heads, intermediateSize };
}

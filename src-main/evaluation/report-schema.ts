// The shape of a report, for what shows one and for what checks one that came from elsewhere.
import * as z from 'zod';

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

export const placeSchema = z.object({
  path: z.string(),
  /** 1-based line of a table. */
  row: z.number().optional(),
});
export const intervalSchema = z.object({ low: z.number(), high: z.number() });
const curveSchema = z.object({ x: list(z.number()), y: list(z.number()) });
const ratesSchema = z.object({ precision: z.number(), recall: z.number(), f1: z.number() });
export const binSchema = z.object({
  low: z.number(),
  high: z.number(),
  count: z.number(),
  /** Both null in an empty bin. */
  confidence: z.number().nullable(),
  accuracy: z.number().nullable(),
});

export const changedSinceSchema = z.object({
  examples: z.number(),
  changed: z.number(),
  vanished: z.number(),
  first: list(z.object({ path: z.string(), state: z.enum(['changed', 'vanished']) })),
});

/** The `EvaluationReport` of src-main/evaluation, whole. */
export const evaluationReportSchema = z.object({
  classes: list(z.string()),
  examples: z.number(),
  absentClasses: list(z.string()),
  labels: z.object({
    accuracy: z.number(),
    balancedAccuracy: z.number(),
    macro: ratesSchema,
    micro: ratesSchema,
    weighted: ratesSchema,
    matthewsCorrelation: z.number(),
    cohenKappa: z.number().nullable(),
  }),
  topK: list(z.object({ k: z.number(), accuracy: z.number() })),
  ranking: z.object({
    rocAuc: z.number().nullable(),
    rocAucWeighted: z.number().nullable(),
    averagePrecision: z.number().nullable(),
  }),
  calibration: z.object({
    logLoss: z.number(),
    brierScore: z.number(),
    expectedCalibrationError: z.number(),
    bins: list(binSchema),
  }),
  perClass: list(
    ratesSchema.extend({
      name: z.string(),
      support: z.number(),
      predicted: z.number(),
      rocAuc: z.number().nullable(),
      averagePrecision: z.number().nullable(),
      rocCurve: curveSchema.nullable(),
      precisionRecallCurve: curveSchema.nullable(),
    }),
  ),
  /** `confusion[true][predicted]`, counts. */
  confusion: list(list(z.number())),
  mistakes: list(
    z.object({
      /** Position among the evaluated examples. */
      index: z.number(),
      label: z.number(),
      predicted: z.number(),
      probability: z.number(),
      labelProbability: z.number(),
      source: placeSchema.optional(),
    }),
  ),
  /** What training has added to the fitted head; absent where there was none. */
  probe: z
    .object({
      accuracy: z.number(),
      f1Macro: z.number(),
      difference: z.number(),
      interval: intervalSchema,
      better: z.number(),
      worse: z.number(),
      pValue: z.number(),
    })
    .optional(),
  bootstrap: z.object({
    resamples: z.number(),
    level: z.number(),
    seed: z.number(),
    /** By metric name; a metric without one is no key. */
    intervals: z.record(z.string(), intervalSchema),
  }),
  /** Measured again: pictures that are not what they were when the run's data was frozen. */
  changedFiles: changedSinceSchema.optional(),
  /** Of other data than the run's own: what was found there, and what of it was measured. */
  data: z
    .object({
      path: z.string(),
      found: z.number(),
      measured: z.number(),
      copies: z.number(),
      trainedOn: z.number(),
      leftOut: list(
        z.object({ code: z.string(), count: z.number(), first: placeSchema, message: z.string() }),
      ),
    })
    .optional(),
});

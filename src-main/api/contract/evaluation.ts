// What is known about how good a finished run is: its report, the examples behind it, thresholds, calibration, advice.
// Classes are named, never numbered, in what is asked; every list is in the order of the run's classes.
import { oc } from '@orpc/contract';
import * as z from 'zod';
import { adviceCodes, type RecipePatch } from '../../evaluation/advice.ts';
import { decisionRuleSchema } from '../../evaluation/decision.ts';
import {
  binSchema,
  changedSinceSchema,
  evaluationReportSchema,
  intervalSchema,
  placeSchema,
} from '../../evaluation/report-schema.ts';
import { givenPathSchema } from '../given-path.ts';
import { runIdSchema, splitSchema, withProgress } from './shared.ts';

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const share = z.number().min(0).max(1);

/** `hits` of `of`, with its 95 % Wilson interval. */
const rateSchema = intervalSchema.extend({ hits: z.number(), of: z.number() });

/** A report with what is counted from its confusion matrix for each class, in order. */
const shownReportSchema = evaluationReportSchema.extend({
  rates: list(z.object({ recall: rateSchema, specificity: rateSchema, precision: rateSchema })),
});

const summarySchema = z.object({
  metric: z.string(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/** Which evaluation of a run: that of its own test split, or that of other data under its path. */
const whichSchema = z.object({ run: runIdSchema, dataPath: z.string().optional() });

export const exampleSorts = ['confidence', 'doubt', 'loss', 'label', 'predicted', 'position'] as const;

const examplesInputSchema = z.object({
  run: runIdSchema,
  /** The training split, and of older runs that of validation, only after `lookThrough`. */
  split: splitSchema.default('test'),
  /** Names of a true and of a predicted class: together the cell of the confusion matrix. */
  label: z.string().optional(),
  predicted: z.string().optional(),
  correct: z.boolean().optional(),
  /**
   * confidence: most certain first; doubt: least certain first; loss: worst first; label and predicted: by class;
   * position: as in the data. Equals in order of position.
   */
  sort: z.enum(exampleSorts).default('loss'),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(60),
});

const classProbabilitySchema = z.object({ name: z.string(), probability: z.number() });

export const evaluatedExampleSchema = z.object({
  /** Position in the dataset version: the same example has it in every run on this version. */
  index: z.number(),
  source: placeSchema,
  /** SHA-256 of the file or the text, hex: what corrections name it by. */
  contentHash: z.string(),
  /** Text tasks. */
  text: z.string().optional(),
  /** Picture tasks: where the picture can be loaded from; `?size=<pixels>` may be added. */
  media: z.string().optional(),
  label: z.string(),
  predicted: z.string(),
  correct: z.boolean(),
  /** Of the predicted and of the true class. */
  probability: z.number(),
  labelProbability: z.number(),
  /** Negative log likelihood of the true class, nats. */
  loss: z.number(),
  /** Place among all examples of the split when the worst loss stands first, from 1. */
  lossRank: z.number(),
  /** The five most probable classes, most probable first. */
  top: list(classProbabilitySchema),
});

export const thresholdRowSchema = z.object({
  /** An example counts as of the class when its probability is at least this. */
  threshold: z.number(),
  truePositives: z.number(),
  falsePositives: z.number(),
  falseNegatives: z.number(),
  trueNegatives: z.number(),
  /** null where nothing is flagged. */
  precision: z.number().nullable(),
  recall: z.number(),
  specificity: z.number(),
  falsePositiveRate: z.number(),
  f1: z.number(),
  /** Share of all examples that is flagged. */
  flagged: z.number(),
});

/** Which examples something was chosen on, and what is known of others. */
const chosenOnSchema = z.object({
  /** `test` only where the run has no validation examples, or was never asked about them: too hopeful then. */
  chosenOn: z.enum(['validation', 'test']),
  /** There are validation examples, and `lookThrough` has to be called before they can be used. */
  unasked: z.boolean(),
  /** Temperature of the probabilities; 1 where none was fitted. */
  temperature: z.number(),
});

const thresholdsSchema = chosenOnSchema.extend({
  class: z.string(),
  positives: z.number(),
  negatives: z.number(),
  /** 0, 0.005 ... 1, and every threshold named below, ascending. */
  rows: list(thresholdRowSchema),
  /** The same thresholds on the test split; null where that is what they were chosen on, or was not measured. */
  testRows: list(thresholdRowSchema).nullable(),
  /** Found among every distinct probability, not only the rows; null without positives or negatives. */
  bestF1: thresholdRowSchema.nullable(),
  /** The highest threshold that still reaches the wanted recall, and the lowest that reaches the wanted precision. */
  forRecall: thresholdRowSchema.nullable(),
  forPrecision: thresholdRowSchema.nullable(),
});

const coverageRowSchema = z.object({
  /** Answered are examples whose highest probability is at least this. */
  below: z.number(),
  answered: z.number(),
  share: z.number(),
  /** Of those answered; null where none is. */
  accuracy: z.number().nullable(),
});

const coverageSchema = chosenOnSchema.extend({
  examples: z.number(),
  /** 0, 0.01 ... 1. */
  rows: list(coverageRowSchema),
  testRows: list(coverageRowSchema).nullable(),
});

const wantedDecisionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('threshold'), class: z.string(), threshold: share }),
  z.object({ kind: z.literal('abstain'), below: share }),
]);

const decisionSchema = z.object({
  /** null: the most probable class is the answer. */
  rule: decisionRuleSchema.nullable(),
  /** Chosen on other probabilities than those now shown: before a calibration, or before the last one. */
  outdated: z.boolean(),
  /** What the rule does on the test split; null without one or the other. */
  test: z
    .object({
      examples: z.number(),
      answered: z.number(),
      correct: z.number(),
      accuracy: z.number().nullable(),
      plainAccuracy: z.number(),
    })
    .nullable(),
});

const reliabilitySchema = z.object({
  bins: list(binSchema),
  expectedCalibrationError: z.number(),
  logLoss: z.number(),
  brierScore: z.number(),
});

const calibrationSchema = z.object({
  /** On the test split, with the probabilities as the network gives them. */
  before: reliabilitySchema,
  /** null until `calibrate` has run. */
  fitted: z
    .object({
      /** Logits are divided by it; above 1 the network was too sure. */
      temperature: z.number().positive(),
      /** Examples of the validation split it was fitted on. */
      examples: z.number(),
      validationLogLoss: z.object({ before: z.number(), after: z.number() }),
      /** The same test split with the temperature applied. */
      after: reliabilitySchema,
      fittedAtMs: z.number(),
    })
    .nullable(),
  /** Why `calibrate` cannot be used, a stable word; null when it can. */
  unavailable: z.enum(['no-validation-split']).nullable(),
});

export const adviceSchema = z.object({
  /** What `params` holds for each code is said in src-main/evaluation/advice.ts. */
  code: z.enum(adviceCodes),
  params: z.record(z.string(), z.union([z.number(), z.string(), list(z.string())])),
  severity: z.enum(['good', 'hint', 'warning', 'serious']),
  /** A change of the recipe to try; null where the answer is not in the recipe (more data, other labels). */
  action: z
    .object({ patches: list(z.object({ path: z.string(), value: z.custom<RecipePatch['value']>() })) })
    .nullable(),
});

const sliceSchema = z.object({
  /** Words of the renderer for `kind`; `label` where the bin has a name of its own (a folder). */
  label: z.string().optional(),
  /** Bounds of a numeric bin, low included, high not. */
  low: z.number().optional(),
  high: z.number().optional(),
  examples: z.number(),
  accuracy: z.number(),
  /** 95 % Wilson interval of the accuracy. */
  interval: intervalSchema,
});

export const evaluationContract = {
  /** All evaluations of a run, newest first; `dataPath` empty for its own test split. */
  list: oc.input(z.object({ run: runIdSchema })).output(
    list(
      z.object({
        split: z.string(),
        dataPath: z.string(),
        createdAtMs: z.number(),
        metrics: list(summarySchema),
      }),
    ),
  ),

  /** How often always answering with the most frequent class of the training split is right on the test split. */
  guessing: oc
    .input(z.object({ run: runIdSchema }))
    .output(z.object({ class: z.string(), accuracy: z.number() }).nullable()),
  /** The stored report. Fails with `training.noEvaluation` where there is none. */
  report: oc.input(whichSchema.extend({ split: splitSchema.default('test') })).output(shownReportSchema),

  /** A page of the test examples with what the run said about each; calibrated where a temperature was fitted. */
  examples: oc.input(examplesInputSchema).output(
    z.object({
      /** Examples that match, on all pages; and all of the split. */
      total: z.number(),
      all: z.number(),
      examples: list(evaluatedExampleSchema),
    }),
  ),

  /** The parts of the run's data that have examples, and whether the run has been asked about them. */
  splits: oc
    .input(z.object({ run: runIdSchema }))
    .output(list(z.object({ split: splitSchema, examples: z.number(), ready: z.boolean() }))),

  /** Asks the run about every example of a split, so that wrong labels can be found there too; gives their number. */
  lookThrough: oc.input(z.object({ run: runIdSchema, split: splitSchema })).output(withProgress(z.number())),

  /** One class against the rest at every threshold of its probability. */
  thresholds: oc
    .input(
      z.object({
        run: runIdSchema,
        class: z.string(),
        wantedRecall: share.optional(),
        wantedPrecision: share.optional(),
      }),
    )
    .output(thresholdsSchema),

  /** How many examples are answered, and how well, when the unsure ones are not. */
  coverage: oc.input(z.object({ run: runIdSchema })).output(coverageSchema),

  /** The rule by which the run answers. */
  decision: oc.input(z.object({ run: runIdSchema })).output(decisionSchema),

  /** Keeps a rule with the run, over the probabilities as they are now shown; null takes it away. */
  keepDecision: oc
    .input(z.object({ run: runIdSchema, rule: wantedDecisionSchema.nullable() }))
    .output(decisionSchema),

  /** How far the probabilities can be believed; immediate. */
  calibration: oc.input(z.object({ run: runIdSchema })).output(calibrationSchema),

  /** Fits the temperature on the validation split, keeps it with the run, and gives what `calibration` then gives. */
  calibrate: oc.input(z.object({ run: runIdSchema })).output(withProgress(calibrationSchema)),

  /** What to try next and why, most important first; empty before the first epoch has ended. */
  advice: oc.input(z.object({ run: runIdSchema })).output(list(adviceSchema)),

  /** Accuracy on parts of the test split. */
  slices: oc.input(z.object({ run: runIdSchema })).output(
    list(
      z.object({
        /** pictureSide: shorter side in pixels; fileSize: bytes; textLength: words; folder: of the source. */
        kind: z.enum(['pictureSide', 'fileSize', 'textLength', 'folder']),
        slices: list(sliceSchema),
      }),
    ),
  ),

  /** Test pictures that have changed or vanished since the run's data was frozen; texts are kept in it and do not. */
  changedFiles: oc
    .input(z.object({ run: runIdSchema }))
    /** `indices` are positions in the dataset version. */
    .output(changedSinceSchema.extend({ indices: list(z.number()) })),

  /** Measures the run on other labelled data, all of it, and records the evaluation as the command line does. */
  evaluateOn: oc
    .input(z.object({ run: runIdSchema, path: givenPathSchema }))
    .output(withProgress(z.object({ dataPath: z.string(), report: evaluationReportSchema }))),
};

// What a finished run is used for: predictions, their explanation, whole folders, exports, the model card.
import { oc } from '@orpc/contract';
import * as z from 'zod';
import { decisionRuleSchema } from '../../evaluation/decision.ts';
import { exportFormats } from '../../training/export-formats.ts';
import { givenPathSchema } from '../given-path.ts';
import { runIdSchema, withProgress } from './shared.ts';

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** Largest picture that may be sent as bytes. */
export const maxPictureBytes = 20 * 2 ** 20;

/**
 * One thing to predict: a file on the machine of the main process, a picture as bytes, or a text. An empty picture
 * passes, so that it is answered with its problem and the others with their classes.
 */
export const predictionInputSchema = z.union([
  z.object({ file: givenPathSchema }),
  z.object({ picture: z.file().max(maxPictureBytes) }),
  z.object({ text: z.string().min(1).max(1_000_000) }),
]);

const classProbabilitySchema = z.object({ name: z.string(), probability: z.number() });

const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  params: z.record(z.string(), z.unknown()),
});

export const predictionSchema = z.object({
  /** File name, or the text. */
  input: z.string(),
  /** Why this input could not be used; then the rest is empty. */
  problem: problemSchema.nullable(),
  /** Of a picture that is damaged: the answer is for what could be decoded of it. */
  damage: problemSchema.optional(),
  /** The most probable class; empty with a problem. */
  label: z.string(),
  /** What the run answers by its kept rule; null where that gives no answer, and with a problem. */
  answer: z.string().nullable(),
  /** All classes, most probable first. */
  probabilities: list(classProbabilitySchema),
  /** Text tasks: what the network saw, and whether the text was cut. */
  tokens: list(z.string()).optional(),
  truncated: z.boolean().optional(),
});

const explanationSchema = z.object({
  class: z.string(),
  /** Probability of the class for the whole input. */
  probability: z.number(),
  parts: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('picture'),
      rows: z.number(),
      columns: z.number(),
      /** The part of the picture the network sees, as shares of its width and height. */
      seen: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
    }),
    z.object({
      kind: z.literal('text'),
      /** Words in order; a text is shown as they stand. */
      words: list(z.object({ text: z.string(), start: z.number(), end: z.number() })),
    }),
  ]),
  /** random-halves where no single part matters because several say the same: half of them hidden, again and again. */
  method: z.enum(['one-at-a-time', 'random-halves']),
  /**
   * Fall of the probability when the part is hidden, row by row or word by word: positive where it speaks for the
   * class, negative where against it.
   */
  effects: list(z.number()),
  /** How far the effects can be trusted. */
  check: z.object({
    /** Mean probability while up to half of the parts are hidden, the most important first, and in random order. */
    deletion: z.number(),
    randomDeletion: z.number(),
    /** Probability with every part hidden: what the network says about nothing. */
    emptyProbability: z.number(),
    reliable: z.boolean(),
    /** Why not: hidden parts matter no more than random ones, or hiding changes almost nothing. */
    reason: z.enum(['no-better-than-random', 'no-effect', 'uncertain-prediction']).nullable(),
  }),
});

const paritySchema = z.object({
  /** Examples that went through the run and through the exported file. */
  examples: z.number(),
  /** Where they come from: the test split, or made-up inputs where its files are gone. */
  inputs: z.enum(['test', 'validation', 'synthetic']),
  largestDifference: z.number(),
  tolerance: z.number(),
  /** Examples with the same predicted class on both sides. */
  agreeing: z.number(),
});

const exportFileSchema = z.object({ path: z.string(), sizeBytes: z.number() });

export const localeSchema = z.enum(['en', 'fr']);

export const useContract = {
  /**
   * Predicts up to 64 inputs; the model stays loaded, so the second call is fast. An input that cannot be used is
   * answered with its problem. Fails with `training.wrongInput` where the run takes the other kind.
   */
  predict: oc
    .input(
      z.object({
        run: runIdSchema,
        inputs: z.array(predictionInputSchema).min(1).max(64),
        /** Apply the fitted temperature, where the run has one. */
        calibrated: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        predictions: list(predictionSchema),
        /** Time from the inputs to the probabilities, without loading the model. */
        elapsedMs: z.number(),
        /** Time to load the model; 0 when it was loaded already. */
        loadMs: z.number(),
        /** 1 where none was applied. */
        temperature: z.number(),
        /** By which the answers were given; null: the most probable class. */
        rule: decisionRuleSchema.nullable(),
      }),
    ),

  /** Which parts of one input speak for a class (the predicted one when absent), by hiding them one at a time. */
  explain: oc
    .input(
      z.object({
        run: runIdSchema,
        input: predictionInputSchema,
        class: z.string().optional(),
        /** Pictures: parts along each side. */
        grid: z.number().int().min(3).max(16).default(8),
      }),
    )
    .output(withProgress(explanationSchema)),

  /**
   * Predicts every picture under a folder, or every text of a table (CSV, TSV, JSONL) or of a text file (one a line),
   * into a CSV. What cannot be read is a row with its reason.
   */
  predictFolder: oc
    .input(
      z.object({
        run: runIdSchema,
        path: givenPathSchema,
        csvFile: givenPathSchema,
        /** Column of the texts; found when absent. */
        textColumn: z.string().optional(),
        /** Where no rule is kept; with one, the probabilities are those it looks at. */
        calibrated: z.boolean().default(false),
      }),
    )
    .output(
      withProgress(
        z.object({
          csvFile: z.string(),
          sizeBytes: z.number(),
          rows: z.number(),
          unreadable: z.number(),
          /** Damaged pictures that were predicted from what could be decoded. */
          damaged: z.number(),
          /** Rows without an answer by the kept rule: an empty prediction. */
          unanswered: z.number(),
          seconds: z.number(),
          /** Where the texts stood: one for each table; empty for pictures and text files. */
          textColumns: list(z.object({ file: z.string(), column: z.string() })),
          /** How often each class was predicted. */
          counts: list(z.object({ name: z.string(), count: z.number() })),
        }),
      ),
    ),

  /** What the run can be exported as, with what it is for and how large it gets. */
  exportPlan: oc.input(z.object({ run: runIdSchema })).output(
    z.object({
      formats: list(
        z.object({
          format: z.enum(exportFormats),
          /** A stable word for the renderer: who reads it. */
          purpose: z.enum(['any-language', 'pytorch']),
          files: list(z.object({ name: z.string(), sizeBytes: z.number() })),
          /** Sum of the files; the ONNX file is estimated to within a few per cent. */
          sizeBytes: z.number(),
          /** Class of the library that reads it, for example `BertForSequenceClassification`; null where none does. */
          readBy: z.string().nullable(),
          /** null when it can be written. */
          unsupported: z.string().nullable(),
        }),
      ),
    }),
  ),

  /**
   * Writes the files into `folder`, or where that is not empty into a sub-folder named after the run; checks them against
   * the run and removes them where they differ. Replaces nothing.
   */
  exportRun: oc
    .input(z.object({ run: runIdSchema, format: z.enum(exportFormats), folder: givenPathSchema }))
    .output(
      withProgress(
        z.object({
          format: z.enum(exportFormats),
          folder: z.string(),
          files: list(exportFileSchema),
          sizeBytes: z.number(),
          parity: paritySchema,
        }),
      ),
    ),

  /** The model card as Markdown, written from what the run recorded. */
  modelCard: oc
    .input(z.object({ run: runIdSchema, locale: localeSchema.default('en') }))
    .output(z.object({ markdown: z.string() })),

  saveModelCard: oc
    .input(z.object({ run: runIdSchema, locale: localeSchema.default('en'), file: givenPathSchema }))
    .output(exportFileSchema),
};

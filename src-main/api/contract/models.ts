// Models to start from: bundled, imported, and architectures to train from scratch.
//
// A recipe names a model by the `model` fragment of its entry: `{ weights: '<id>' }` or `{ architecture: {...} }`.
// Descriptions of bundled models and architectures are English; the renderer has its own words by id where it wants.
import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { FitFacts, HeadFacts, Misfit, PreparationFacts, ShortList } from '../../models/notices.ts';
import type { ModelReport, StageReport, WeightsReport } from '../../training/workbench/model-report.ts';
import { givenPathSchema } from '../given-path.ts';
import type { KindName } from './facts.ts';
import { jsonLike, progressSchema, taskSchema } from './shared.ts';

export type {
  FitFacts,
  HeadFacts,
  Misfit,
  ModelReport,
  PreparationFacts,
  ShortList,
  StageReport,
  WeightsReport,
};

export const modelIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/);

/** `model` of a recipe as far as it is written. */
const modelDraftSchema = z.object({
  weights: z.string().min(1).optional(),
  architecture: z
    .looseObject({ family: z.string() })
    .refine(...jsonLike)
    .optional(),
  tokenizer: z.string().min(1).optional(),
});

export interface Benchmark {
  readonly dataset: string;
  readonly metric: string;
  readonly value: number;
  /** 95 % interval, where it was measured. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface ModelEntry {
  readonly id: string;
  readonly name: string;
  /** pretrained: comes with Finesse; imported: from disk; scratch: an architecture with random weights. */
  readonly kind: 'pretrained' | 'imported' | 'scratch';
  readonly task: z.output<typeof taskSchema>;
  readonly family: string;
  readonly description: string;
  /** Numbers in the backbone that training may change. */
  readonly parameters: number;
  /** On disk; 0 for scratch. */
  readonly sizeBytes: number;
  /** Side in pixels, or longest text in tokens. */
  readonly input: { readonly kind: KindName; readonly size: number };
  readonly licence: string | null;
  /** ISO 639-1; empty for pictures and where it is not known; `*`: whatever the data is in. */
  readonly languages: readonly string[];
  readonly trainedOn: string | null;
  readonly benchmark: Benchmark | null;
  readonly speed: 'fast' | 'medium' | 'slow';
  /** How many labelled examples it needs to be worth it, roughly. */
  readonly minExamples: number;
  /** Put into a recipe's `model`. */
  readonly model: Readonly<Record<string, unknown>>;
  /** null for bundled ones. */
  readonly importedAtMs: number | null;
  /** Runs that started from it. */
  readonly numRuns: number;
}

export const modelsContract = {
  list: oc.output(type<readonly ModelEntry[]>()),
  /** The model card, Markdown; empty where there is none. Throws `library.unknownModel`. */
  card: oc.input(z.object({ id: modelIdSchema })).output(type<{ readonly markdown: string }>()),
  /** What lies at a path. What cannot be used is an answer, not a failure. */
  inspect: oc.input(z.object({ path: givenPathSchema })).output(type<WeightsReport>()),
  /** Copies weights, configuration and tokenizer into the store and checks the copy. Phases: `copying`, `checking`. */
  import: oc
    .input(
      z.object({
        path: givenPathSchema,
        name: z.string().trim().min(1).max(120),
        licence: z.string().trim().max(200).default(''),
        description: z.string().trim().max(2000).default(''),
        /** tokenizer.json or vocab.txt, where it does not lie beside the weights. */
        tokenizer: givenPathSchema.optional(),
      }),
    )
    .output(eventIterator(progressSchema, type<{ readonly id: string }>())),
  /** Runs that have ended keep their own weights. Throws `library.modelInUse` while runs refer to it, unless `anyway`. */
  remove: oc.input(z.object({ id: modelIdSchema, anyway: z.boolean().default(false) })),
  /** Stages, parameters and where the head goes, for the architecture view and the layer map; how the weights fit. */
  describe: oc
    .input(
      z.object({
        task: taskSchema,
        model: modelDraftSchema,
        classes: z.number().int().min(2).max(100_000).default(2),
        /** In the order of the outputs; the head of weights is carried over by them. */
        classNames: z.array(z.string().max(10_000)).max(100_000).optional(),
        imageSize: z.number().int().min(8).max(1024).optional(),
      }),
    )
    .output(type<ModelReport>()),
};

// Data before training: what it is, whether it can be used, how it is split, and its examples.
//
// `inspect` gives a `key` that names the reading for everything else. Pictures are shown by address:
// `/media/example/<key>/<index>?size=160` (longest side in pixels, 16 to 1,024; 160 when absent).
// `/media/example/<key>/<contentHash>` shows a picture of `conflicts`, which is no example.
import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import {
  type DataReport,
  type DatasetReport,
  type ExamplePage,
  exampleSorts,
  type SplitPreview,
} from '../../data/data-report.ts';
import type { CarriedSplit, RedrawReason } from '../../data/earlier-split.ts';
import type { FolderRole } from '../../data/picture-folders.ts';
import type { ProblemCode } from '../../data/problems.ts';
import { givenPathSchema } from '../given-path.ts';
import { jsonLike, progressSchema, runIdSchema, splitSchema, taskSchema } from './shared.ts';

export type { CarriedSplit, DataReport, DatasetReport, ExamplePage, ProblemCode, RedrawReason, SplitPreview };

export type FolderTaken = FolderRole['taken'];

export const dataKeySchema = z.string().regex(/^[0-9a-f]{32}$/);
const fraction = z.number().min(0).max(0.9);

/** `data` of a recipe as far as it is written. */
const dataDraftSchema = z.looseObject({ path: z.string().min(1).max(4096) }).refine(...jsonLike);
const seedSchema = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .default(42);

export interface TaskSuggestion {
  readonly task: z.output<typeof taskSchema>;
  /** What speaks for it; the renderer says it in words. */
  readonly reason: 'folders-of-pictures' | 'table-names-pictures' | 'table-of-texts' | 'nothing-found';
  readonly numPictures: number;
  readonly numTables: number;
}

export interface SampleData {
  /** What to put into the recipe. */
  readonly task: z.output<typeof taskSchema>;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The rest of a recipe that works well with it. */
  readonly recipe: Readonly<Record<string, unknown>>;
}

export const dataContract = {
  /** Pictures or texts, by a look at names and first lines. */
  suggestTask: oc.input(z.object({ path: givenPathSchema })).output(type<TaskSuggestion>()),
  /** Reads and checks everything. Data that cannot be used is an answer (`fault`), not a failure. Phases: `checking-data`. */
  inspect: oc
    .input(
      z.object({
        task: taskSchema,
        data: dataDraftSchema,
        seed: seedSchema,
        /** The run it is made from and the experiment it belongs to, whose examples keep their splits. */
        parent: runIdSchema.optional(),
        experiment: z.string().max(200).optional(),
      }),
    )
    .output(eventIterator(progressSchema, type<DataReport>())),
  /** Throws `data.unknown-reading`: inspect again. */
  examples: oc
    .input(
      z.object({
        key: dataKeySchema,
        split: splitSchema.optional(),
        /** Name of a class. */
        label: z.string().optional(),
        /** Part of the text or of the file's name, any case. */
        search: z.string().max(200).optional(),
        sort: z.enum(exampleSorts).default('order'),
        descending: z.boolean().default(false),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(200).default(60),
      }),
    )
    .output(type<ExamplePage>()),
  /** Counts with other fractions or another seed, without reading the data again. Throws `data.split-too-small`. */
  splitPreview: oc
    .input(
      z.object({
        key: dataKeySchema,
        validationFraction: fraction,
        testFraction: fraction,
        seed: seedSchema,
      }),
    )
    .output(type<SplitPreview>()),
  /** Data of ours to try with, written into the store where it is not there yet. */
  sample: oc.input(z.object({ task: taskSchema })).output(eventIterator(progressSchema, type<SampleData>())),
};

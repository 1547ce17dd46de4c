// What a `.finesse` file holds: names of its entries, shapes of its documents, limits. See docs/design/finesse-file.md.
import * as z from 'zod';
import { decisionRuleSchema } from '../evaluation/decision.ts';
import { taskNames } from '../facts/tasks.ts';
import { predictionsFile, runFiles } from '../training/run-files.ts';
import type { PhasePlan } from '../training/training-events.ts';
import { environmentSchema } from './environment.ts';

export const bundleFormatVersion = 1;
export const manifestName = 'manifest.json';

/** Sizes beyond which an entry is not ours, whatever the file says. */
export const bundleLimits = {
  entries: 100_000,
  /** The manifest and the rows of a run. */
  documentBytes: 64 * 2 ** 20,
  /** Curves and dataset versions; read into memory whole, and V8 holds no text above half a gigabyte. */
  listBytes: 480 * 2 ** 20,
  fileBytes: 64 * 2 ** 30,
} as const;

/** Files of a run's folder that go with every export. */
const recordFiles: readonly string[] = [
  runFiles.evaluation,
  runFiles.predictions,
  predictionsFile('validation'),
  runFiles.training,
  runFiles.engine,
  runFiles.compatibility,
  runFiles.calibration,
];

/** Those that make a run usable. The tokenizer may have been learnt from the texts, so it goes with the weights. */
export const weightFiles: readonly string[] = [
  runFiles.model,
  runFiles.weights,
  'tokenizer.json',
  'vocab.txt',
];

const evaluationFile = /^evaluations\/[0-9a-f]{12}\.json$/;

/** Whether a file of a run's folder, by its path in it, may travel. */
export function mayTravel(path: string, { weights }: { readonly weights: boolean }): boolean {
  return recordFiles.includes(path) || evaluationFile.test(path) || (weights && weightFiles.includes(path));
}

const runIdPattern = /^[0-9a-hjkmnp-tv-z]{10}$/;
const hashPattern = /^[0-9a-f]{64}$/;

/** What an entry is by its name; undefined for a name that a bundle cannot have. */
export type EntryRole =
  | { readonly kind: 'manifest' }
  | { readonly kind: 'run' | 'steps'; readonly run: string }
  | { readonly kind: 'file'; readonly run: string; readonly path: string }
  | { readonly kind: 'dataset'; readonly name: string };

export function entryRole(name: string): EntryRole | undefined {
  if (name === manifestName) return { kind: 'manifest' };
  const dataset = /^datasets\/([0-9a-f]{64})\.json$/.exec(name)?.[1];
  if (dataset !== undefined) return { kind: 'dataset', name: dataset };
  const [, run, rest] = /^runs\/([^/]+)\/(.+)$/.exec(name) ?? [];
  if (run === undefined || rest === undefined || !runIdPattern.test(run)) return undefined;
  if (rest === 'run.json') return { kind: 'run', run };
  if (rest === 'steps.json') return { kind: 'steps', run };
  const path = rest.startsWith('files/') ? rest.slice('files/'.length) : '';
  return mayTravel(path, { weights: true }) ? { kind: 'file', run, path } : undefined;
}

export const entryName = {
  run: (run: string) => `runs/${run}/run.json`,
  steps: (run: string) => `runs/${run}/steps.json`,
  file: (run: string, path: string) => `runs/${run}/files/${path}`,
  dataset: (name: string) => `datasets/${name}.json`,
} as const;

const time = z.number().int().nonnegative();
const runId = z.string().regex(runIdPattern);

export const manifestSchema = z.object({
  formatVersion: z.literal(bundleFormatVersion),
  /** Version of the program that wrote it. */
  finesse: z.string().max(100),
  createdAtMs: time,
  experiment: z.string().max(200).nullable(),
  texts: z.boolean(),
  runs: z
    .array(
      z.object({
        id: runId,
        name: z.string().max(400),
        task: z.string().max(100),
        model: z.string().max(400),
        state: z.string().max(40),
        createdAtMs: time,
        testAccuracy: z.number().nullable(),
        weights: z.boolean(),
      }),
    )
    .min(1)
    .max(10_000),
  /** Every other entry, by name. */
  files: z.record(z.string(), z.object({ sha256: z.string().regex(hashPattern), sizeBytes: time })),
});
export type BundleManifest = z.output<typeof manifestSchema>;

/** Files of an earlier Finesse have none. */
const messageParams = z.record(z.string(), z.unknown()).default({});
const metricName = z.string().min(1).max(100);
const value = z.number().nullable();

/** Rows of one table: of two with the same key one would be lost, or nothing would come in. */
const distinct = <Item extends z.ZodType>(item: Item, keyOf: (row: z.output<Item>) => string | number) =>
  z
    .array(item)
    .refine((rows) => new Set(rows.map(keyOf)).size === rows.length, { message: 'it holds something twice' });

/** What the screens draw of a phase before it has begun. */
const phasePlanSchema = z.looseObject({
  name: z.string().max(200),
  epochs: z.number().nonnegative(),
  stepsPerEpoch: z.number().nonnegative(),
  trainedStages: z.number().int().nonnegative(),
  stages: z.number().int().nonnegative(),
}) satisfies z.ZodType<PhasePlan>;

/** `run.json`: the rows of a run. A number that was NaN is null. */
export const runDocumentSchema = z.object({
  id: runId,
  name: z.string().max(400),
  experiment: z.string().min(1).max(200).nullable(),
  state: z.enum(['queued', 'running', 'paused', 'interrupted', 'finished', 'failed', 'stopped']),
  task: z.enum(taskNames),
  model: z.string().max(400),
  seed: z.number().int(),
  backend: z.string().max(100),
  createdAtMs: time,
  startedAtMs: time.nullable(),
  endedAtMs: time.nullable(),
  seconds: z.number().nonnegative(),
  bestEpoch: z.number().int().nullable(),
  resumedCount: z.number().int().nonnegative(),
  errorCode: z.string().max(200).nullable(),
  errorMessage: z.string().max(100_000).nullable(),
  errorParams: messageParams,
  notes: z.string().max(100_000),
  favourite: z.boolean(),
  tags: z.array(z.string().min(1).max(200)).max(1_000),
  parent: z.string().max(32).nullable(),
  /** Files of an earlier Finesse have none. */
  decision: decisionRuleSchema.nullable().default(null),
  /** Name of its dataset entry. */
  dataset: z.string().regex(hashPattern).nullable(),
  recipe: z.record(z.string(), z.unknown()),
  environment: environmentSchema,
  plan: z.array(phasePlanSchema).max(1_000).nullable(),
  epochs: distinct(
    z.object({
      epoch: z.number().int().nonnegative(),
      step: z.number().int().nonnegative(),
      phase: z.string().max(200),
      endedAtMs: time,
      metrics: z.record(metricName, value),
    }),
    ({ epoch }) => epoch,
  ).max(100_000),
  evaluations: distinct(
    z.object({
      split: z.enum(['train', 'validation', 'test']),
      dataPath: z.string().max(4096),
      reportFile: z.string().max(200),
      metrics: distinct(
        z.object({ metric: metricName, value, low: value, high: value }),
        ({ metric }) => metric,
      ).max(1_000),
    }),
    ({ split, dataPath }) => `${split} ${dataPath}`,
  ).max(10_000),
  work: distinct(
    z.object({
      resumedCount: z.number().int().nonnegative(),
      phase: z.string().max(100),
      startedAtMs: time,
      endedAtMs: time,
      done: z.number().int().nonnegative(),
      total: z.number().int().nonnegative(),
    }),
    ({ resumedCount, phase }) => `${resumedCount} ${phase}`,
  ).max(10_000),
  log: z
    .array(
      z.object({
        atMs: time,
        level: z.enum(['info', 'warning', 'error']),
        message: z.string().max(1_000_000),
        code: z.string().max(200).nullable().default(null),
        params: messageParams,
      }),
    )
    .max(1_000_000),
});
export type RunDocument = z.output<typeof runDocumentSchema>;

/** `steps.json`: every point of every curve by step; null where the value was not a number. */
export type StepCurves = Readonly<Record<string, readonly (readonly [step: number, value: number | null])[]>>;

/** Whether a value is that. By hand: there may be millions of points, and zod takes a microsecond for each. */
export function isStepCurves(value: unknown): value is StepCurves {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, points]) => name.length <= 100 && Array.isArray(points) && points.every(isPoint),
  );
}

function isPoint(point: unknown): boolean {
  if (!Array.isArray(point) || point.length !== 2) return false;
  const [step, value] = point as unknown[];
  return Number.isSafeInteger(step) && (step as number) >= 0 && (value === null || typeof value === 'number');
}

/** One run of a file, as a list shows it before anything is imported. */
export interface BundledRun {
  readonly id: string;
  readonly name: string;
  readonly task: string;
  readonly model: string;
  readonly state: string;
  readonly createdAtMs: number;
  readonly testAccuracy: number | null;
  readonly weights: boolean;
  /** A run of this id is in the store already. */
  readonly exists: boolean;
}

export interface BundleSummary {
  readonly file: string;
  readonly sizeBytes: number;
  readonly finesse: string;
  readonly createdAtMs: number;
  readonly experiment: string | null;
  readonly texts: boolean;
  readonly runs: readonly BundledRun[];
}

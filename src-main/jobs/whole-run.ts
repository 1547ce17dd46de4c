// Whether the files that came with a run can be used as they will be: opened once, before the run is added.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SplitName } from '../data/dataset-version.ts';
import { FinesseError } from '../errors.ts';
import { evaluationReportSchema } from '../evaluation/report-schema.ts';
import { kindFacts } from '../facts/tasks.ts';
import { parseArchitecture } from '../models/architecture.ts';
import { readJson } from '../training/durable-files.ts';
import { readEvaluatedRun } from '../training/evaluated-run.ts';
import { keptTokenizer } from '../training/given-tokenizer.ts';
import { readCalibration } from '../training/run-calibration.ts';
import { openedSchema } from '../training/run-engine.ts';
import { predictionsFile, readModelFile, runFiles } from '../training/run-files.ts';
import { openRunTokenizer } from '../training/run-tokenizer.ts';
import { readTrainingFile } from './training-file.ts';

/** As the screens are given it, its table as large as its classes are many. */
const reportSchema = evaluationReportSchema
  .refine(({ classes }) => classes.length >= 2, 'it has fewer than two classes')
  .refine(({ labels }) => labels.accuracy >= 0 && labels.accuracy <= 1, 'its accuracy is no share')
  .refine(
    ({ confusion, examples }) =>
      examples >= 1 &&
      [examples, ...confusion.flat()].every((cell) => Number.isSafeInteger(cell) && cell >= 0),
    'its counts are no counts',
  )
  .refine(({ classes, perClass }) => perClass.length === classes.length, 'perClass is not one for each class')
  .refine(
    ({ classes, confusion }) =>
      confusion.length === classes.length && confusion.every((row) => row.length === classes.length),
    'the confusion matrix is not as large as the classes are many',
  )
  .refine(
    ({ confusion, examples }) => confusion.flat().reduce((sum, cell) => sum + cell, 0) === examples,
    'the confusion matrix does not add up to the examples',
  );

/** A file that is not whole: which, and why. */
export interface FileFlaw {
  readonly path: string;
  readonly problem: string;
  readonly cause: unknown;
}

/** The first of `files` (of a run's folder) that cannot be used; undefined where all can. */
export async function findFlaw(folder: string, files: readonly string[]): Promise<FileFlaw | undefined> {
  for (const path of files) {
    const check = path.startsWith('evaluations/') ? checkReport : checks[path];
    if (check === undefined) continue;
    try {
      await check(folder, path);
    } catch (error) {
      return { path, problem: problemOf(error), cause: error };
    }
  }
  return undefined;
}

function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).split('\n').slice(0, 2).join(' ');
  if (error instanceof FinesseError) return String(error.params.problem ?? error.message);
  return error instanceof Error ? error.message : String(error);
}

type Check = (folder: string, path: string) => void | Promise<void>;

const checkReport: Check = (folder, path) => {
  reportSchema.parse(readJson(join(folder, path)));
};

const checkTokenizer: Check = async (folder) => {
  const { preprocessing, architecture } = existsSync(join(folder, runFiles.model))
    ? readModelFile(folder)
    : { preprocessing: undefined, architecture: undefined };
  const { vocabularySize } = await openRunTokenizer(folder, preprocessing?.lowerCase);
  const rows = architecture?.vocabularySize;
  if (typeof rows === 'number' && vocabularySize > rows)
    throw new RangeError(`it has ${vocabularySize} tokens, the model ${rows}`);
};

const checkPredictions =
  (split: SplitName): Check =>
  (folder) => {
    // Without its data nobody can look at it, and nothing is read of it.
    if (existsSync(join(folder, runFiles.dataset))) readEvaluatedRun(folder, split);
  };

const checks: Readonly<Record<string, Check | undefined>> = {
  [runFiles.evaluation]: checkReport,
  [runFiles.predictions]: checkPredictions('test'),
  [predictionsFile('validation')]: checkPredictions('validation'),
  [runFiles.model]: (folder) => {
    const { task, architecture } = readModelFile(folder);
    parseArchitecture(architecture);
    if (kindFacts(task).hasTokens && keptTokenizer(folder) === undefined)
      throw new RangeError('its tokenizer is not in the file');
  },
  [runFiles.calibration]: (folder) => {
    readCalibration(folder);
  },
  [runFiles.engine]: (folder, path) => {
    openedSchema.parse(readJson(join(folder, path)));
  },
  [runFiles.compatibility]: (folder, path) => {
    readJson(join(folder, path));
  },
  [runFiles.training]: (folder, path) => {
    if (readTrainingFile(join(folder, path)) === undefined)
      throw new TypeError('it is not as the engine writes it');
  },
  'tokenizer.json': checkTokenizer,
  'vocab.txt': checkTokenizer,
};

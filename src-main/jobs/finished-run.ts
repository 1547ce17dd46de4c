// What main reads of finished runs: reports, and what was said about each test example. The last few stay in memory.
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName } from '../data/dataset-version.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { listEvaluations } from '../store/evaluations-repository.ts';
import type { Store } from '../store/open-store.ts';
import { findRun, type Run } from '../store/runs-repository.ts';
import { runFolder } from '../store/store-folder.ts';
import { trainingError } from '../training/errors.ts';
import { type EvaluatedRun, readEvaluatedRun } from '../training/evaluated-run.ts';
import { predictionsFile, runFiles } from '../training/run-files.ts';
import { jobFault } from './errors.ts';
import type { Workbench } from './workbench.ts';

export interface FinishedRun {
  readonly run: Run;
  readonly folder: string;
}

/** A run with its folder. Throws `store.unknownRun`. */
export function finishedRun(store: Store, id: string): FinishedRun {
  const run = findRun(store.db, id);
  return { run, folder: runFolder(store.paths, run.id) };
}

export interface WhichEvaluation {
  readonly split: string;
  /** Empty for the run's own data. */
  readonly dataPath: string;
}

/** A stored report. Throws training.noEvaluation, jobs.reportUnreadable. */
export async function storedReport(
  store: Store,
  { run, folder }: FinishedRun,
  which: WhichEvaluation,
): Promise<EvaluationReport> {
  const found = listEvaluations(store.db, run.key).find(
    ({ split, dataPath }) => split === which.split && dataPath === which.dataPath,
  );
  if (found === undefined) throw trainingError('noEvaluation', { folder });
  const file = join(folder, found.reportFile);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as EvaluationReport; // written by recordReport or the engine
  } catch (error) {
    throw jobFault('reportUnreadable', { file, reason: (error as Error).message }, error);
  }
}

/** Whether the run has been asked about the examples of a split. */
export function hasPredictions({ folder }: FinishedRun, split: SplitName): boolean {
  return existsSync(join(folder, predictionsFile(split)));
}

/** A dataset file larger than this is parsed in the workbench: main would stand still for longer than a blink. */
const mainParsesBytes = 2 * 2 ** 20;
const keptRuns = 6;
const kept = new Map<string, Promise<EvaluatedRun>>();

/** What the run said about each example of a split. Throws training.noEvaluation, `formats.*`. */
export function evaluatedRun(
  workbench: Workbench,
  { folder }: FinishedRun,
  split: SplitName = 'test',
): Promise<EvaluatedRun> {
  const predictions = join(folder, predictionsFile(split));
  const dataset = join(folder, runFiles.dataset);
  if (!existsSync(predictions) || !existsSync(dataset)) throw trainingError('noEvaluation', { folder });
  const key = `${predictions} ${statSync(predictions).mtimeMs}`;
  const known = kept.get(key);
  const read =
    known ??
    (statSync(dataset).size <= mainParsesBytes
      ? Promise.resolve(readEvaluatedRun(folder, split))
      : workbench.run('evaluated-run', { runFolder: folder, split }));
  kept.delete(key);
  kept.set(key, read);
  read.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > keptRuns && oldest !== undefined) kept.delete(oldest);
  return read;
}

// The tasks of the workbench, one row and one file each. To add one: write `workbench/<name>.ts` with a `Task`, and
// its row here; `services.workbench.run('<name>', input, ...)` is typed by it.
//
// There are three workbench processes, so that an export does not hold up a preview: `quick` answers within seconds,
// `data` reads and copies files, `long` may take minutes. Each does one task at a time and keeps what it loaded.
import type { Task } from './workbench-messages.ts';

export type Lane = 'quick' | 'data' | 'long';

interface TaskRow<Input, Result> {
  readonly lane: Lane;
  /** Imported on first use, so that a process loads only what its tasks need. */
  readonly load: () => Promise<Task<Input, Result>>;
}

function row<Input, Result>(lane: Lane, load: () => Promise<Task<Input, Result>>): TaskRow<Input, Result> {
  return { lane, load };
}

export const workbenchTasks = {
  /** Answers its input; fails, hangs or dies when asked to. For tests and `finesse doctor`. */
  echo: row('quick', async () => (await import('./workbench/echo.ts')).echo),
  'inspect-data': row('data', async () => (await import('./workbench/inspect-data.ts')).inspectData),
  'write-sample': row('data', async () => (await import('./workbench/write-sample.ts')).writeSample),
  'import-model': row('data', async () => (await import('./workbench/import-model.ts')).importModel),
  'list-examples': row('quick', async () => (await import('./workbench/list-examples.ts')).listExamples),
  'preview-split': row('quick', async () => (await import('./workbench/preview-split.ts')).previewSplit),
  'describe-model': row('quick', async () => (await import('./workbench/describe-model.ts')).describeModel),
  'inspect-weights': row(
    'quick',
    async () => (await import('./workbench/inspect-weights.ts')).inspectWeights,
  ),
  'preview-preprocessing': row(
    'quick',
    async () => (await import('./workbench/preview-preprocessing.ts')).previewPreprocessing,
  ),
  'preview-batch': row('quick', async () => (await import('./workbench/preview-batch.ts')).previewBatch),
  'unpack-version': row('data', async () => (await import('./workbench/version-files.ts')).unpackVersionTask),
  'pack-version': row('data', async () => (await import('./workbench/version-files.ts')).packVersionTask),
  'packed-facts': row('data', async () => (await import('./workbench/version-files.ts')).packedFactsTask),
  diagnose: row('long', async () => (await import('./workbench/diagnose.ts')).diagnoseTask),
  /** In a process of its own, see jobs/estimate-training.ts. */
  estimate: row('long', async () => (await import('./workbench/estimate.ts')).estimateTask),
  'echo-long': row('long', async () => (await import('./workbench/echo.ts')).echo),

  /** With a finished run: quick ones keep its model loaded. */
  predict: row('quick', async () => (await import('./workbench/predict.ts')).predictTask),
  explain: row('quick', async () => (await import('./workbench/explain.ts')).explainTask),
  slices: row('quick', async () => (await import('./workbench/slices.ts')).slicesTask),
  'evaluated-run': row('quick', async () => (await import('./workbench/evaluated-run.ts')).evaluatedRunTask),
  'changed-files': row('data', async () => (await import('./workbench/changed-files.ts')).changedFilesTask),
  'predict-folder': row('long', async () => (await import('./workbench/run-tasks.ts')).predictFolderTask),
  evaluate: row('long', async () => (await import('./workbench/run-tasks.ts')).evaluateTask),
  calibrate: row('long', async () => (await import('./workbench/run-tasks.ts')).calibrateTask),
  'look-through': row('long', async () => (await import('./workbench/run-tasks.ts')).lookThroughTask),
  export: row('long', async () => (await import('./workbench/run-tasks.ts')).exportTask),
} as const;

export type TaskName = keyof typeof workbenchTasks;

type TaskOf<Name extends TaskName> = Awaited<ReturnType<(typeof workbenchTasks)[Name]['load']>>;
export type TaskInput<Name extends TaskName> = Parameters<TaskOf<Name>>[0];
export type TaskResult<Name extends TaskName> = Awaited<ReturnType<TaskOf<Name>>>;

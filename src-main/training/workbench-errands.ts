// The errands of the workbench, one row and one file each. To add one: write `workbench/<name>.ts` with an `Errand`, and
// its row here; `services.workbench.run('<name>', input, ...)` is typed by it.
//
// There are three workbench processes, so that an export does not hold up a preview: `quick` answers within seconds,
// `data` reads and copies files, `long` may take minutes. Each does one errand at a time and keeps what it loaded.
import type { Errand } from './workbench-messages.ts';

export type Lane = 'quick' | 'data' | 'long';

interface ErrandRow<Input, Result> {
  readonly lane: Lane;
  /** Imported on first use, so that a process loads only what its errands need. */
  readonly load: () => Promise<Errand<Input, Result>>;
}

function row<Input, Result>(
  lane: Lane,
  load: () => Promise<Errand<Input, Result>>,
): ErrandRow<Input, Result> {
  return { lane, load };
}

export const workbenchErrands = {
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
  'unpack-version': row(
    'data',
    async () => (await import('./workbench/version-files.ts')).unpackVersionErrand,
  ),
  'pack-version': row('data', async () => (await import('./workbench/version-files.ts')).packVersionErrand),
  'packed-facts': row('data', async () => (await import('./workbench/version-files.ts')).packedFactsErrand),
  diagnose: row('long', async () => (await import('./workbench/diagnose.ts')).diagnoseErrand),
  /** In a process of its own, see jobs/estimate-training.ts. */
  estimate: row('long', async () => (await import('./workbench/estimate.ts')).estimateErrand),
  'echo-long': row('long', async () => (await import('./workbench/echo.ts')).echo),

  /** With a finished run: quick ones keep its model loaded. */
  predict: row('quick', async () => (await import('./workbench/predict.ts')).predictErrand),
  explain: row('quick', async () => (await import('./workbench/explain.ts')).explainErrand),
  slices: row('quick', async () => (await import('./workbench/slices.ts')).slicesErrand),
  'evaluated-run': row(
    'quick',
    async () => (await import('./workbench/evaluated-run.ts')).evaluatedRunErrand,
  ),
  'changed-files': row('data', async () => (await import('./workbench/changed-files.ts')).changedFilesErrand),
  'predict-folder': row('long', async () => (await import('./workbench/run-errands.ts')).predictFolderErrand),
  evaluate: row('long', async () => (await import('./workbench/run-errands.ts')).evaluateErrand),
  calibrate: row('long', async () => (await import('./workbench/run-errands.ts')).calibrateErrand),
  'look-through': row('long', async () => (await import('./workbench/run-errands.ts')).lookThroughErrand),
  export: row('long', async () => (await import('./workbench/run-errands.ts')).exportErrand),
} as const;

export type ErrandName = keyof typeof workbenchErrands;

type ErrandOf<Name extends ErrandName> = Awaited<ReturnType<(typeof workbenchErrands)[Name]['load']>>;
export type ErrandInput<Name extends ErrandName> = Parameters<ErrandOf<Name>>[0];
export type ErrandResult<Name extends ErrandName> = Awaited<ReturnType<ErrandOf<Name>>>;

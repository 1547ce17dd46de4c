// The long tasks with a finished run: a folder predicted, an evaluation, a calibration, an export.
import type { SplitName } from '../../data/dataset-version.ts';
import type { DecisionRule } from '../../evaluation/decision.ts';
import type { EvaluationReport } from '../../evaluation/evaluation-report.ts';
import { calibrateRun } from '../calibrate-run.ts';
import { evaluateRun } from '../evaluate-run.ts';
import type { ExportFormat } from '../export-formats.ts';
import { type ExportedRun, exportRun } from '../export-run.ts';
import { lookThroughRun } from '../look-through-run.ts';
import { type FolderResult, predictFolder } from '../predict-folder.ts';
import { openPredictor } from '../predictor.ts';
import type { RunCalibration } from '../run-calibration.ts';
import type { Errand } from '../workbench-messages.ts';

export interface PredictFolderErrand {
  readonly runFolder: string;
  readonly path: string;
  readonly csvFile: string;
  readonly textColumn?: string | undefined;
  readonly temperature: number;
  readonly rule: DecisionRule | null;
}

export const predictFolderErrand: Errand<PredictFolderErrand, FolderResult> = async (
  { runFolder, ...options },
  { signal, progress },
) => {
  progress({ phase: 'loading', done: 0, total: 0 });
  const predictor = await openPredictor(runFolder, { frozen: true });
  try {
    return await predictFolder(predictor, {
      ...options,
      signal,
      onProgress: (phase, done, total) => progress({ phase, done, total }),
    });
  } finally {
    await predictor.close();
  }
};

export const evaluateErrand: Errand<
  { readonly runFolder: string; readonly data?: string },
  EvaluationReport
> = ({ runFolder, data }, { signal, progress }) => {
  progress({ phase: 'loading', done: 0, total: 0 });
  return evaluateRun(runFolder, {
    data,
    signal,
    onProgress: (done, total) => progress({ phase: 'evaluating', done, total }),
  });
};

export const calibrateErrand: Errand<{ readonly runFolder: string }, RunCalibration> = (
  { runFolder },
  { signal, progress },
) => {
  progress({ phase: 'loading', done: 0, total: 0 });
  return calibrateRun(runFolder, {
    signal,
    onProgress: (done, total) => progress({ phase: 'evaluating', done, total }),
  });
};

export const lookThroughErrand: Errand<{ readonly runFolder: string; readonly split: SplitName }, number> = (
  { runFolder, split },
  { signal, progress },
) => {
  progress({ phase: 'loading', done: 0, total: 0 });
  return lookThroughRun(runFolder, {
    split,
    signal,
    onProgress: (done, total) => progress({ phase: 'evaluating', done, total }),
  });
};

export interface ExportErrand {
  readonly runFolder: string;
  readonly format: ExportFormat;
  readonly folder: string;
  readonly rule: DecisionRule | null;
}

export const exportErrand: Errand<ExportErrand, ExportedRun> = (
  { runFolder, format, folder, rule },
  { signal, progress },
) =>
  exportRun(runFolder, format, folder, {
    rule,
    signal,
    onProgress: (phase, done, total) => progress({ phase, done, total }),
  });

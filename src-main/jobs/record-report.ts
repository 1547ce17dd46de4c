// An evaluation made after the run: its figures into rows, the whole report into the run's folder.
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { type SummaryMetric, summaryMetrics } from '../evaluation/summary-metrics.ts';
import { recordArtefact } from '../store/artefacts-repository.ts';
import { recordEvaluation } from '../store/evaluations-repository.ts';
import type { Store } from '../store/open-store.ts';
import { runFolder } from '../store/store-folder.ts';
import { writeTogether } from '../store/write-together.ts';
import { writeJsonDurably } from '../training/durable-files.ts';
import { runFiles } from '../training/run-files.ts';

/** Records a report on the run's own test split (`dataPath` empty) or on all of other data. Returns file and figures. */
export function recordReport(
  store: Store,
  run: { readonly key: number; readonly id: string },
  { report, dataPath }: { report: EvaluationReport; dataPath: string },
): { file: string; metrics: SummaryMetric[] } {
  const metrics = summaryMetrics(report);
  const reportFile =
    dataPath === '' ? runFiles.evaluation : join('evaluations', `${shortHash(dataPath)}.json`);
  const file = join(runFolder(store.paths, run.id), reportFile);
  mkdirSync(dirname(file), { recursive: true });
  writeJsonDurably(file, report);
  writeTogether(store.db, () => {
    recordEvaluation(store.db, run.key, { split: 'test', dataPath, reportFile, metrics });
    recordArtefact(store.db, run.key, {
      kind: 'evaluation',
      path: reportFile,
      sizeBytes: statSync(file).size,
    });
  });
  return { file, metrics };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

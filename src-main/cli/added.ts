// What fine-tuning added to a run's fitted head, from the report in the run's folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Added } from '../evaluation/added.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';

/** Undefined where there is no report, no fitted head, or nothing after it. */
export function readAdded(runFolder: string): Added | undefined {
  const path = join(runFolder, 'evaluation.json');
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as EvaluationReport).probe; // as the engine has written it
}

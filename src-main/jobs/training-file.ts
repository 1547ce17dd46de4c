// The engine's own account of a finished run, `training.json`. Epochs that ended between the death of a main process
// and that of its engine were told to nobody; they stand here.
import { readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import * as z from 'zod';
import { runEpochs } from '../store/metrics-repository.ts';

const trainingFileSchema = z.object({
  engine: z.object({ backend: z.string() }),
  history: z.array(
    z.object({
      epoch: z.number(),
      step: z.number(),
      phase: z.string(),
      // JSON has no NaN and writes null for it.
      metrics: z.record(z.string(), z.number().nullable()),
    }),
  ),
});

interface FinishedEpoch {
  readonly epoch: number;
  readonly step: number;
  readonly phase: string;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrainingFile {
  readonly backend: string;
  readonly history: readonly FinishedEpoch[];
}

/** The file's content, or undefined where there is none or it is damaged: what was recorded before still stands. */
export function readTrainingFile(file: string): TrainingFile | undefined {
  try {
    const { engine, history } = trainingFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { backend: engine.backend, history: history.map(withNaN) };
  } catch {
    return undefined; // told in the run's log by the caller
  }
}

function withNaN({
  metrics,
  ...epoch
}: z.output<typeof trainingFileSchema>['history'][number]): FinishedEpoch {
  const values = Object.entries(metrics).map(([name, value]) => [name, value ?? Number.NaN] as const);
  return { ...epoch, metrics: Object.fromEntries(values) };
}

/** The epochs of the account that are not in the store. */
export function missedEpochs(db: Database, runKey: number, { history }: TrainingFile): FinishedEpoch[] {
  const told = new Set(runEpochs(db, runKey).map(({ epoch }) => epoch));
  return history.filter(({ epoch }) => !told.has(epoch));
}

// calibration.json: the temperature that was fitted for a finished run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readJson } from './durable-files.ts';
import { runFiles } from './run-files.ts';

/** What calibration.json holds. */
export const runCalibrationSchema = z.strictObject({
  formatVersion: z.literal(1),
  temperature: z.number().positive(),
  /** Of the validation split. */
  examples: z.number().int().positive(),
  validationLogLoss: z.strictObject({ before: z.number(), after: z.number() }),
  fittedAtMs: z.number(),
});

export type RunCalibration = z.output<typeof runCalibrationSchema>;

/** The calibration a run has; undefined before it was fitted. */
export function readCalibration(runFolder: string): RunCalibration | undefined {
  const path = join(runFolder, runFiles.calibration);
  return existsSync(path) ? runCalibrationSchema.parse(readJson(path)) : undefined;
}

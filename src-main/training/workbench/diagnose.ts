// What this machine can compute with: `finesse doctor` for the application.
import { type Diagnosis, diagnose } from '../../engine/doctor.ts';
import type { Errand } from '../workbench-messages.ts';

/** Three backends and the two providers that the package of ONNX Runtime brings; the real number may differ by one. */
const usualTrials = 5;

export const diagnoseErrand: Errand<Readonly<Record<never, never>>, Diagnosis> = (
  _,
  { progress, signal },
) => {
  let done = 0;
  return diagnose(({ name }) => {
    signal.throwIfAborted();
    progress({ phase: name, done, total: Math.max(usualTrials, done + 1) });
    done += 1;
  });
};

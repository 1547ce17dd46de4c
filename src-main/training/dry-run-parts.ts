// What the parts of a dry run share.
import type { DatasetVersion, SplitName } from '../data/dataset-version.ts';
import { wantsCache } from './phase-feeds.ts';
import type { PlannedPhase } from './phases.ts';
import type { PreparedRun } from './prepared-run.ts';
import { splitSize } from './run-dataset.ts';
import type { TrainingJob } from './run-training.ts';

export interface DryRun {
  readonly job: TrainingJob;
  readonly run: PreparedRun;
  /** A few examples, in the place of all. */
  readonly sample: DatasetVersion;
  readonly phases: readonly PlannedPhase[];
}

/** Examples of a split, in the whole data. */
export function allOf({ run }: DryRun, split: SplitName): number {
  return splitSize(run.version, split);
}

/** Phases that read features of what is frozen. */
export function cachedPhases({ run, phases }: DryRun): PlannedPhase[] {
  return phases.filter((phase) => wantsCache(run, phase));
}

// The evaluated examples of a run whose dataset file is too large for main to parse.
import type { SplitName } from '../../data/dataset-version.ts';
import { type EvaluatedRun, readEvaluatedRun } from '../evaluated-run.ts';
import type { Task } from '../workbench-messages.ts';

export const evaluatedRunTask: Task<
  { readonly runFolder: string; readonly split?: SplitName },
  EvaluatedRun
> = async ({ runFolder, split }) => readEvaluatedRun(runFolder, split);

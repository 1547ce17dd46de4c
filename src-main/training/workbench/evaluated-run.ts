// The evaluated examples of a run whose dataset file is too large for main to parse.
import type { SplitName } from '../../data/dataset-version.ts';
import { type EvaluatedRun, readEvaluatedRun } from '../evaluated-run.ts';
import type { Errand } from '../workbench-messages.ts';

export const evaluatedRunErrand: Errand<
  { readonly runFolder: string; readonly split?: SplitName },
  EvaluatedRun
> = async ({ runFolder, split }) => readEvaluatedRun(runFolder, split);

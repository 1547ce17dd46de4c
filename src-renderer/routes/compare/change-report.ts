// From a baseline to another run in a few facts: what was changed, and what came of it. The screen says it in words.

import { type MetricCell, metricRows } from './compare-metrics.ts';
import { environmentRows, type SettingRow, settingRows } from './compare-settings.ts';
import type { BaselineComparison, ComparedRun } from './compared.ts';

export interface ChangeReport {
  readonly run: ComparedRun['row'];
  /** Differing settings that are not about the data, those that matter most first; baseline first in `values`. */
  readonly settings: readonly SettingRow[];
  readonly sameData: boolean;
  readonly sameEnvironment: boolean;
  readonly accuracy: MetricCell | null;
  readonly examples: BaselineComparison | undefined;
}

/** What only one of two runs has follows from another setting: the phases from the preset, the angle from the augmentation. */
function isWritten({ values }: SettingRow): boolean {
  return values.every((value) => value !== undefined && value !== null);
}

/** Settings people change first are told first. */
const order = [
  'model.',
  'adaptation.preset',
  'hyperparameters.learningRate',
  'hyperparameters.backboneLearningRate',
  'hyperparameters.',
  'adaptation.',
  'preprocessing.',
  'seed',
  'engine.',
];

function rank(path: string): number {
  const at = order.findIndex((start) => path.startsWith(start));
  return at < 0 ? order.length : at;
}

export function changeReports(
  runs: readonly ComparedRun[],
  baselineId: string,
  comparisons: readonly BaselineComparison[],
): readonly ChangeReport[] {
  const baseline = runs.find(({ row }) => row.id === baselineId);
  if (baseline === undefined) return [];
  return runs
    .filter((run) => run !== baseline)
    .map((run) => {
      const pair = [baseline, run] as const;
      const examples = comparisons.find((known) => known.run === run.row.id);
      const accuracy = metricRows(pair, baselineId, comparisons).find(({ metric }) => metric === 'accuracy');
      return {
        run: run.row,
        settings: settingRows(pair)
          .filter((row) => row.differs && row.path !== 'data.path' && isWritten(row))
          // Where single examples are told by name, their number is not told again.
          .filter(({ path }) => !examples?.data || !/^data\.(relabel|exclude)$/.test(path))
          .sort((a, b) => rank(a.path) - rank(b.path)),
        sameData: baseline.row.dataset !== null && baseline.row.dataset.hash === run.row.dataset?.hash,
        sameEnvironment: environmentRows(pair).every(({ differs }) => !differs),
        accuracy: accuracy?.cells[1] ?? null,
        examples,
      };
    });
}

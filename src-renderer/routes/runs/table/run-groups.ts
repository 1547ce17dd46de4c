// Runs under headings, with what each group holds in numbers; and the flat list of lines that the table draws.
import { columnOf } from './run-columns.ts';
import { datasetName, type RunRow } from './run-row.ts';

export const groupings = ['experiment', 'model', 'dataset', 'state', 'task'] as const;
export type Grouping = (typeof groupings)[number];

export interface RunGroup {
  /** Value the runs share; empty where they have none. */
  readonly value: string;
  readonly runs: readonly RunRow[];
  /** Run with the best value of `bestBy`. */
  readonly best: { readonly run: RunRow; readonly value: number } | null;
}

export type Line =
  | { readonly kind: 'group'; readonly group: RunGroup; readonly collapsed: boolean }
  | { readonly kind: 'run'; readonly run: RunRow };

/** Groups in the order in which their first run comes, so that the sorting of runs sorts groups too. */
export function groupRuns(
  runs: readonly RunRow[],
  grouping: Grouping,
  bestBy = 'testAccuracy',
): readonly RunGroup[] {
  const groups = new Map<string, RunRow[]>();
  for (const run of runs) {
    const value = grouping === 'dataset' ? datasetName(run) : (run[grouping] ?? '');
    const group = groups.get(value);
    if (group) group.push(run);
    else groups.set(value, [run]);
  }
  return [...groups].map(([value, members]) => ({ value, runs: members, best: bestOf(members, bestBy) }));
}

function bestOf(runs: readonly RunRow[], column: string): RunGroup['best'] {
  const known = columnOf(column);
  let best: RunGroup['best'] = null;
  for (const run of runs) {
    const value = known?.value(run);
    if (typeof value !== 'number') continue;
    const isBetter = best === null || (known?.lowerIsBetter ? value < best.value : value > best.value);
    if (isBetter) best = { run, value };
  }
  return best;
}

/** The lines on show; the runs of collapsed groups are left out. */
export function linesOf(
  runs: readonly RunRow[],
  grouping: Grouping | undefined,
  collapsed: ReadonlySet<string>,
): readonly Line[] {
  if (grouping === undefined) return runs.map((run) => ({ kind: 'run', run }));
  return groupRuns(runs, grouping).flatMap((group): readonly Line[] => {
    const isCollapsed = collapsed.has(group.value);
    const heading: Line = { kind: 'group', group, collapsed: isCollapsed };
    return isCollapsed ? [heading] : [heading, ...group.runs.map((run): Line => ({ kind: 'run', run }))];
  });
}

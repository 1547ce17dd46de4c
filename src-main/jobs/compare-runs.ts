// Runs side by side: settings, curves and figures, and against a baseline the examples that changed.
import { type Evaluation, listEvaluations } from '../store/evaluations-repository.ts';
import { type EpochRow, runEpochs, stepMetrics } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import { type WorkSpan, workSpans } from '../store/run-log-repository.ts';
import { type RunTableRow, runTableRows } from '../store/run-table.ts';
import { findRun } from '../store/runs-repository.ts';
import { type BaselineComparison, compareToBaseline } from './compare-to-baseline.ts';
import type { Environment } from './environment.ts';
import type { Workbench } from './workbench.ts';

export interface ComparedRun {
  readonly row: RunTableRow;
  /** Every setting by its path. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  readonly epochs: readonly EpochRow[];
  /** Names of what it recorded by step. */
  readonly stepMetrics: readonly string[];
  /** When it was under way. */
  readonly work: readonly WorkSpan[];
  /** Of the run's own test split; empty without one. */
  readonly test: Evaluation['metrics'];
  readonly environment: Environment;
}

/** The runs, and each against the baseline. Ids that are not there are left out; nothing is compared to such a baseline. */
export async function compareRuns(
  services: { readonly store: Store; readonly workbench: Workbench },
  ids: readonly string[],
  baselineId: string | undefined,
): Promise<{ readonly runs: readonly ComparedRun[]; readonly baseline: readonly BaselineComparison[] }> {
  const runs = comparedRuns(services.store, ids);
  const known = runs.map(({ row }) => row.id);
  if (baselineId === undefined || !known.includes(baselineId)) return { runs, baseline: [] };
  const others = known.filter((id) => id !== baselineId);
  return {
    runs,
    baseline: await Promise.all(others.map((id) => compareToBaseline(services, baselineId, id))),
  };
}

function comparedRuns(store: Store, ids: readonly string[]): ComparedRun[] {
  return runTableRows(store.db, ids).map((row) => {
    const run = findRun(store.db, row.id);
    const own = listEvaluations(store.db, run.key).find(
      ({ split, dataPath }) => split === 'test' && dataPath === '',
    );
    return {
      row,
      settings: { ...noneCounted, ...flattened(JSON.parse(run.recipe)) },
      epochs: runEpochs(store.db, run.key),
      stepMetrics: stepMetrics(store.db, run.key),
      work: workSpans(store.db, run.key),
      test: own?.metrics ?? [],
      environment: JSON.parse(run.environment) as Environment, // written by currentEnvironment
    };
  });
}

/** Settings that name single examples: how many, for a hash says nothing to anybody. */
const noneCounted = { 'data.relabel': 0, 'data.exclude': 0 };

/** Leaves of a recipe by path; lists as JSON. */
function flattened(value: unknown, path = ''): Record<string, string | number | boolean | null> {
  if (path in noneCounted) return { [path]: Object.keys(value as object).length }; // a list or a table
  if (Array.isArray(value)) return { [path]: JSON.stringify(value) };
  if (typeof value !== 'object' || value === null)
    return { [path]: value as string | number | boolean | null }; // JSON has no other leaves
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) => flattened(inner, path === '' ? name : `${path}.${name}`)),
  );
}

// Runs side by side: settings, curves and figures, and against a baseline the examples that changed.
import { FinesseError } from '../errors.ts';
import { comparePaired, mcNemarExact } from '../evaluation/paired-comparison.ts';
import type { Predictions } from '../evaluation/predictions.ts';
import { datasetByKey } from '../store/dataset-versions-repository.ts';
import { type Evaluation, listEvaluations } from '../store/evaluations-repository.ts';
import { type EpochRow, runEpochs, stepMetrics } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import { type WorkSpan, workSpans } from '../store/run-log-repository.ts';
import { type RunTableRow, runTableRows } from '../store/run-table.ts';
import { findRun } from '../store/runs-repository.ts';
import type { EvaluatedRun } from '../training/evaluated-run.ts';
import type { Environment } from './environment.ts';
import { evaluatedRun, type FinishedRun, finishedRun } from './finished-run.ts';
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

export interface ChangedExample {
  readonly index: number;
  readonly path: string;
  readonly row?: number;
  readonly text?: string;
  /** Address of the picture; absent for texts. */
  readonly media?: string;
  readonly label: string;
  /** What the baseline and what the run said. */
  readonly before: string;
  readonly after: string;
}

export interface BaselineComparison {
  readonly run: string;
  /** Why the examples cannot be compared; null when they can. */
  readonly unavailable: 'other-data' | 'no-evaluation' | null;
  readonly better: number;
  readonly worse: number;
  /** Exact McNemar test; below 0.05 the difference is more than chance would explain. */
  readonly pValue: number;
  /** The first 100 that got better, and worse. */
  readonly improved: readonly ChangedExample[];
  readonly regressed: readonly ChangedExample[];
}

const shownExamples = 100;

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
      settings: flattened(JSON.parse(run.recipe)),
      epochs: runEpochs(store.db, run.key),
      stepMetrics: stepMetrics(store.db, run.key),
      work: workSpans(store.db, run.key),
      test: own?.metrics ?? [],
      environment: JSON.parse(run.environment) as Environment, // written by currentEnvironment
    };
  });
}

/** Leaves of a recipe by path; lists as JSON. */
function flattened(value: unknown, path = ''): Record<string, string | number | boolean | null> {
  if (Array.isArray(value)) return { [path]: JSON.stringify(value) };
  if (typeof value !== 'object' || value === null)
    return { [path]: value as string | number | boolean | null }; // JSON has no other leaves
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) => flattened(inner, path === '' ? name : `${path}.${name}`)),
  );
}

/** What changed from the baseline to a run, example by example. */
export async function compareToBaseline(
  { store, workbench }: { readonly store: Store; readonly workbench: Workbench },
  baselineId: string,
  runId: string,
): Promise<BaselineComparison> {
  const none = { run: runId, better: 0, worse: 0, pValue: mcNemarExact(0, 0), improved: [], regressed: [] };
  const [baseline, run] = [finishedRun(store, baselineId), finishedRun(store, runId)];
  const hashes = [baseline, run].map(({ run: { datasetKey } }) => datasetHash(store, datasetKey));
  if (hashes[0] === undefined || hashes[0] !== hashes[1]) return { ...none, unavailable: 'other-data' };
  const [before, after] = await Promise.all([
    evaluationOf(workbench, baseline),
    evaluationOf(workbench, run),
  ]);
  if (before === undefined || after === undefined) return { ...none, unavailable: 'no-evaluation' };
  const rows = matchingRows(before, after);
  if (rows === undefined) return { ...none, unavailable: 'other-data' };
  const { better, worse, pValue } = comparePaired(inOrder(before.predictions, rows), after.predictions);
  const image = run.run.task === 'image-classification';
  const shown = (positions: readonly number[]) =>
    positions.slice(0, shownExamples).map((at): ChangedExample => {
      const { index, source, text } = after.examples[at]!;
      return {
        index,
        path: source.path,
        row: source.row,
        text,
        ...(image ? { media: `/media/prediction/${run.run.id}/${index}` } : {}),
        label: after.classes[after.predictions.labels[at]!]!,
        before: before.classes[before.predictions.predicted[rows[at]!]!]!,
        after: after.classes[after.predictions.predicted[at]!]!,
      };
    });
  return {
    run: runId,
    unavailable: null,
    better: better.length,
    worse: worse.length,
    pValue,
    improved: shown(better),
    regressed: shown(worse),
  };
}

function datasetHash({ db }: Store, key: number | null): string | undefined {
  return key === null ? undefined : datasetByKey(db, key)?.hash;
}

/** A run whose evaluation cannot be read has none; faults of the program stay faults. */
async function evaluationOf(workbench: Workbench, run: FinishedRun): Promise<EvaluatedRun | undefined> {
  try {
    return await evaluatedRun(workbench, run);
  } catch (error) {
    if (error instanceof FinesseError) return undefined;
    throw error;
  }
}

/**
 * For each evaluated example of `after`, its row in `before`: versions with the same content may list it in another
 * order. Undefined where they did not evaluate the same examples.
 */
function matchingRows(before: EvaluatedRun, after: EvaluatedRun): readonly number[] | undefined {
  if (before.examples.length !== after.examples.length) return undefined;
  if (before.examples.every((example, at) => example.contentHash === after.examples[at]?.contentHash))
    return before.examples.map((_, at) => at);
  const rows = new Map<string, number[]>();
  // Last first, so that equal examples are taken in their order.
  for (let at = before.examples.length - 1; at >= 0; at--) {
    const { contentHash } = before.examples[at]!;
    rows.set(contentHash, [...(rows.get(contentHash) ?? []), at]);
  }
  const found = after.examples.flatMap(({ contentHash }) => rows.get(contentHash)?.pop() ?? []);
  return found.length === after.examples.length ? found : undefined;
}

function inOrder({ examples, labels, predicted }: Predictions, rows: readonly number[]) {
  return {
    examples,
    labels: Int32Array.from(rows, (row) => labels[row]!),
    predicted: Int32Array.from(rows, (row) => predicted[row]!),
  };
}

// A run's rows as the document of a `.finesse` file, and back.
import type { SplitName } from '../data/dataset-version.ts';
import { listEvaluations } from '../store/evaluations-repository.ts';
import type { ImportedRun } from '../store/imported-runs.ts';
import { workStretches } from '../store/imported-runs.ts';
import { relatives } from '../store/lineage-repository.ts';
import { runEpochs, stepsAfter } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import { logTail } from '../store/run-log-repository.ts';
import { runPlan } from '../store/run-plans-repository.ts';
import { runTableRows } from '../store/run-table.ts';
import { type Run, errorParams as storedParams } from '../store/runs-repository.ts';
import { runTags } from '../store/tags-repository.ts';
import type { RunDocument, StepCurves } from './bundle-format.ts';
import { keptDecision } from './kept-decision.ts';

const allLines = 1_000_000;

/** Everything the database holds of a run but its curves by step; `dataset` names the entry of its data. */
export function runDocument(store: Store, run: Run, dataset: string | null): RunDocument {
  const { db } = store;
  const plan = runPlan(db, run.key);
  const [row] = runTableRows(db, [run.id]);
  return {
    id: run.id,
    name: run.name,
    experiment: run.experiment,
    state: run.state,
    task: run.task as RunDocument['task'], // the recipe's schema has no others
    model: run.model,
    seed: run.seed,
    backend: run.backend,
    createdAtMs: run.createdAtMs,
    startedAtMs: run.startedAtMs,
    endedAtMs: run.endedAtMs,
    seconds: run.seconds,
    bestEpoch: run.bestEpoch,
    resumedCount: run.resumedCount,
    errorCode: run.errorCode,
    errorMessage: run.errorMessage,
    errorParams: storedParams(run),
    notes: run.notes,
    favourite: run.favourite === 1,
    tags: runTags(db, run.key),
    parent: row?.parent ?? relatives(db, run.key).parent?.id ?? null,
    decision: keptDecision(store, { run }),
    dataset,
    recipe: JSON.parse(run.recipe) as Record<string, unknown>, // kept as it was validated
    environment: JSON.parse(run.environment) as RunDocument['environment'], // written by currentEnvironment
    plan: plan === null ? null : (JSON.parse(plan) as NonNullable<RunDocument['plan']>), // written by recordEvents
    epochs: runEpochs(db, run.key),
    evaluations: listEvaluations(db, run.key)
      .reverse()
      .map(({ createdAtMs: _, ...evaluation }) => evaluation)
      .map((evaluation) => ({
        ...evaluation,
        split: evaluation.split as SplitName, // only those are recorded
        metrics: [...evaluation.metrics],
      })),
    work: workStretches(db, run.key),
    log: logTail(db, run.key, allLines),
  };
}

/** Every point of every curve. */
export function runSteps(store: Store, run: Run): Record<string, (readonly [number, number | null])[]> {
  return stepsAfter(store.db, run.key, -1);
}

export interface DocumentParts {
  readonly steps: StepCurves;
  readonly datasetKey: number | null;
  readonly withWeights: boolean;
  readonly artefacts: ImportedRun['artefacts'];
}

/** What is inserted for a document. A run that was not over elsewhere cannot go on here. */
export function importedRun(document: RunDocument, parts: DocumentParts): ImportedRun {
  const {
    plan,
    recipe,
    environment,
    decision,
    errorParams,
    epochs,
    evaluations,
    dataset: _,
    ...row
  } = document;
  const { state } = document;
  return {
    ...row,
    ...parts,
    state: state === 'finished' || state === 'failed' ? state : 'stopped',
    recipe: JSON.stringify(recipe),
    environment: JSON.stringify(environment),
    errorParams: row.errorCode === null ? null : JSON.stringify(errorParams),
    plan: plan && JSON.stringify(plan),
    decision: decision && JSON.stringify(decision),
    epochs: epochs.map((epoch) => ({ ...epoch, metrics: withNaN(epoch.metrics) })),
    evaluations: evaluations.map(({ metrics, ...evaluation }) => ({
      ...evaluation,
      metrics: metrics.map(({ metric, value, low, high }) => ({
        metric,
        value: value ?? Number.NaN,
        low: low ?? undefined,
        high: high ?? undefined,
      })),
    })),
  };
}

function withNaN(metrics: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value ?? Number.NaN]));
}

// What is new about a run since somebody last looked, read from the store: so it survives reloads, lost connections and
// restarts, and nothing is told twice or never.
import { listCheckpoints } from '../store/checkpoints-repository.ts';
import { runEpochs, stepCurves, stepsAfter } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import { logAfter, workSpans } from '../store/run-log-repository.ts';
import { runPlan } from '../store/run-plans-repository.ts';
import { countedUntil, errorParams, findRun, type Run } from '../store/runs-repository.ts';
import { earlyStoppingState } from '../training/early-stopping.ts';
import type { Recipe } from '../training/recipe.ts';
import type { PhasePlan } from '../training/training-events.ts';
import { keptEstimate } from './kept-estimates.ts';
import { heartbeatMs } from './run-owner.ts';

export interface SeenUntil {
  readonly step: number;
  /** Key of the last log line. */
  readonly log: number;
  /** A run that was resumed may have gone back some steps. */
  readonly resumedCount: number;
}

/** Points of a curve that is sent whole. */
const wholePoints = 2_000;

/** Everything newer than `seen`; all of it, curves thinned, without `seen`, when the run has gone back, or when it is much. */
export function runNews(store: Store, runId: string, seen: SeenUntil | undefined) {
  const { db } = store;
  const run = findRun(db, runId);
  const sameStretch = seen !== undefined && seen.resumedCount === run.resumedCount;
  const delta = sameStretch ? stepsAfter(db, run.key, seen.step) : {};
  // Who was away for long is better served with everything, thinned.
  const whole = !sameStretch || Object.values(delta).some((points) => points.length > wholePoints);
  const steps = whole
    ? Object.fromEntries(stepCurves(db, run.key, wholePoints).map(({ metric, points }) => [metric, points]))
    : delta;
  const log = logAfter(db, run.key, whole ? 0 : seen.log);
  const epochs = runEpochs(db, run.key);
  // Written by the engine with the schema of recipes and of plans.
  const recipe = JSON.parse(run.recipe) as Recipe;
  const plan = JSON.parse(runPlan(db, run.key) ?? '[]') as PhasePlan[];
  const { earlyStopping } = recipe.hyperparameters;
  return {
    whole,
    run: facts(store, run),
    plan,
    earlyStopping: earlyStopping === false ? null : earlyStoppingState(earlyStopping, epochs),
    estimate: keptEstimate(store.paths, recipe),
    batchSize: recipe.hyperparameters.batchSize * recipe.hyperparameters.accumulationSteps,
    steps,
    epochs,
    log: log.lines,
    work: workSpans(db, run.key),
    checkpoints: listCheckpoints(db, run.key),
    seen: {
      step: Math.max(whole ? 0 : seen.step, ...Object.values(steps).map((points) => points.at(-1)?.[0] ?? 0)),
      log: log.last ?? (whole ? 0 : seen.log),
      resumedCount: run.resumedCount,
    } satisfies SeenUntil,
  };
}

function facts(store: Store, run: Run) {
  const { id, name, state, epochs, bestEpoch, errorCode, errorMessage, resumedCount } = run;
  return {
    id,
    name,
    state,
    epochs,
    bestEpoch,
    seconds: run.seconds + uncountedSeconds(store, run),
    errorCode,
    errorMessage,
    errorParams: errorParams(run),
    resumedCount,
  };
}

/** Since the last heartbeat, by the system's clock: no more than that may have gone by, even where it was set. */
function uncountedSeconds({ db }: Store, { key }: Run): number {
  const untilMs = countedUntil(db, key);
  return untilMs === null ? 0 : Math.min(heartbeatMs, Math.max(0, Date.now() - untilMs)) / 1000;
}

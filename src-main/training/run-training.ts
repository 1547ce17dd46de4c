// One run from its recipe to its evaluated model: what the engine process does. All it makes is in the run's folder.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion } from '../data/dataset-version.ts';
import type { EarlierSplit } from '../data/earlier-split.ts';
import type { Message } from '../errors.ts';
import { kinds } from '../facts/kinds.ts';
import { epochBatches } from './batch-statistics.ts';
import { openCachedBatches } from './cached-batches.ts';
import { contentHash, writeJsonDurably } from './durable-files.ts';
import { stageHashes } from './feature-key.ts';
import { classWeights } from './loss.ts';
import { trainingNotice } from './notices.ts';
import { type FeedOptions, laterBoundaries, openPhaseFeeds, wantsCache } from './phase-feeds.ts';
import { type PlannedPhase, planPhases } from './phases.ts';
import { writePredictions } from './predictions-file.ts';
import { type PreparedRun, prepareRun } from './prepared-run.ts';
import { chooseDepth, triesDepths } from './probe/choose-depth.ts';
import { fitRunProbe } from './probe/run-probe.ts';
import { openRunCheckpoints, type RunCheckpoints, recipeHash } from './run-checkpoints.ts';
import { splitSize } from './run-dataset.ts';
import { reportOn, saveEvaluation, withProbe } from './run-evaluation.ts';
import { frozenPass, openRunCache } from './run-feature-cache.ts';
import { predictionsFile, runFiles } from './run-files.ts';
import { saveRunModel } from './save-run-model.ts';
import { openInputBatches } from './split-batches.ts';
import { type SplitProbabilities, splitProbabilities } from './split-probabilities.ts';
import type { PhasePlan, TrainingEvent } from './training-events.ts';
import { trainPhases } from './training-loop.ts';
import { initialProgress, type TrainingProgress } from './training-progress.ts';
import type { TrainingState } from './training-run.ts';
import { makeInferenceStep } from './training-step.ts';

export interface TrainingJob {
  /** Validated here; paths in it are absolute or relative to the current folder. */
  readonly recipe: unknown;
  readonly runFolder: string;
  /** Where features of frozen layers are kept for all runs. */
  readonly cacheFolder: string;
  /** Go on from the last checkpoint; from the beginning where there is none. */
  readonly resume: boolean;
  /** The recorded dataset version of a resumed run. */
  readonly dataset?: DatasetVersion | undefined;
  /** The earlier split in which the examples of a new run keep their places. */
  readonly earlier?: EarlierSplit | undefined;
  readonly emit: (event: TrainingEvent) => void;
  /** Asks for a checkpoint and an end at the next step. */
  readonly signal: AbortSignal;
  /** Asks for an end of training at the next step, followed by the evaluation. */
  readonly finish?: AbortSignal;
}

/**
 * Trains, evaluates the test split and leaves the model in the run's folder. Ends with the event `finished`, or
 * `interrupted` where the signal asked for it, or where the wish to finish came before the first step. Throws FinesseError.
 */
export async function runTraining(job: TrainingJob): Promise<void> {
  const startMs = performance.now();
  let reached = 0;
  const emit = (event: TrainingEvent) => {
    if (event.type === 'checkpoint') reached = event.step;
    job.emit(event);
  };
  try {
    // What has been trained in an earlier start is there to be finished; a new run has nothing yet.
    const signal = job.resume ? job.signal : eitherSignal(job);
    const run = await prepareRun({ ...job, emit, signal });
    try {
      await trainAndEvaluate({ ...job, emit }, run, startMs);
    } finally {
      await run.close();
    }
  } catch (error) {
    const finishing = job.finish?.aborted === true && error === job.finish.reason;
    if (!finishing && (!job.signal.aborted || error !== job.signal.reason)) throw error;
    if (finishing) emit({ type: 'log', level: 'warning', ...trainingNotice('nothingTrained', {}) });
    emit({ type: 'interrupted', step: reached });
  }
}

/** Aborts with the reason of the one that came first. */
function eitherSignal({ signal, finish }: TrainingJob): AbortSignal {
  return finish === undefined ? signal : AbortSignal.any([signal, finish]);
}

async function trainAndEvaluate(job: TrainingJob, run: PreparedRun, startMs: number): Promise<void> {
  const { recipe, model, version } = run;
  const phases = planPhases(recipe, model.stages);
  job.emit({ type: 'plan', phases: phases.map((phase) => phasePlan(phase, run)) });
  const onNote = (note: Message) => job.emit({ type: 'log', level: 'info', ...note });
  const cache = openRunCache({ ...job, signal: eitherSignal(job) }, run);
  const feedOptions: FeedOptions = { recipe, preparation: run.preparation, version, phases, cache, onNote };
  const checkpoints = openRunCheckpoints({
    runFolder: job.runFolder,
    identity: {
      recipeHash: recipeHash(recipe),
      datasetHash: version.hash,
      modelHash: contentHash(stageHashes(model)),
    },
    model,
    phases,
    resetModel: run.resetModel,
    emit: job.emit,
  });
  warnAboutSplits(job, run);
  const labels = version.examples.filter(({ split }) => split === 'train').map(({ label }) => label);
  const weights = classWeights(recipe.hyperparameters.classWeights, version.classes, labels);
  const start = startingPoint(job, checkpoints);
  const elapsedSeconds = () => start.progress.seconds + (performance.now() - startMs) / 1000;
  let depth: Promise<number> | undefined;
  const progress = await trainPhases(
    {
      recipe,
      model,
      phases,
      classWeights: weights,
      fitProbe: () =>
        fitRunProbe({
          ...feedOptions,
          cache: recipe.engine.cacheFeatures ? cache : undefined,
          known: run.pooledRows,
          headCarried: run.headCarried,
          runFolder: job.runFolder,
          later: laterBoundaries(feedOptions, phases[0]!),
          classWeights: weights,
          emit: job.emit,
          signal: eitherSignal(job),
        }),
      chooseDepth: () => (depth ??= chosenDepth(job, run, feedOptions, weights)),
      openFeeds: (phase, cached) => openPhaseFeeds(feedOptions, phase, cached),
      ...checkpoints,
      elapsedSeconds,
      emit: job.emit,
      signal: job.signal,
      finish: job.finish,
    },
    start,
  );
  job.signal.throwIfAborted();
  if (progress.steps === 0) job.finish?.throwIfAborted();
  if (job.finish?.aborted) onNote(trainingNotice('endedEarly', {}));
  saveRunModel(job.runFolder, { model, recipe, classes: version.classes });
  const carriedOut = phases.slice(0, depth === undefined ? phases.length : await depth);
  await evaluateSplits(job, run, { ...feedOptions, phases: carriedOut, cache: openRunCache(job, run) });
  finish(job, run, { ...progress, seconds: elapsedSeconds() });
}

/** How many phases are carried out; says so where it is not all of them. */
async function chosenDepth(
  job: TrainingJob,
  run: PreparedRun,
  feeds: FeedOptions,
  classWeights: Float32Array,
): Promise<number> {
  const { version, recipe } = run;
  const { phases } = feeds;
  const examples = { train: splitSize(version, 'train'), validation: splitSize(version, 'validation') };
  // A head that came with the weights and was kept has no strengths to begin a fold with.
  const hasProbe = existsSync(join(job.runFolder, runFiles.probe));
  if (!hasProbe || !triesDepths(recipe, phases, examples)) return phases.length;
  const { runFolder, resume, emit } = job;
  const { resetModel } = run;
  const signal = eitherSignal(job);
  const chosen = await chooseDepth({ feeds, runFolder, resume, resetModel, classWeights, emit, signal });
  if (chosen.phases < phases.length)
    emit({ type: 'plan', phases: phases.slice(0, chosen.phases).map((phase) => phasePlan(phase, run)) });
  return chosen.phases;
}

function phasePlan(phase: PlannedPhase, run: PreparedRun): PhasePlan {
  const { accumulationSteps } = run.recipe.hyperparameters;
  const { stages } = run.model;
  const batches = epochBatches(run.recipe, { stages, phase }, splitSize(run.version, 'train'));
  return {
    name: phase.name,
    epochs: phase.epochs,
    stepsPerEpoch: phase.probe ? 1 : Math.ceil(batches / accumulationSteps),
    trainedStages: stages.length - phase.firstTrained,
    stages: stages.length,
  };
}

function startingPoint(job: TrainingJob, checkpoints: RunCheckpoints): TrainingState {
  const folder = join(job.runFolder, runFiles.checkpoints);
  if (!job.resume) rmSync(folder, { recursive: true, force: true });
  const state = checkpoints.resume();
  if (job.resume) {
    const notice =
      state === undefined
        ? trainingNotice('noCheckpointYet', {})
        : trainingNotice('resumed', { step: state.progress.steps, epoch: state.progress.epochs + 1 });
    job.emit({ type: 'log', level: 'info', ...notice });
  }
  return state ?? { progress: initialProgress };
}

function warnAboutSplits(job: TrainingJob, { recipe, version }: PreparedRun): void {
  const warn = (notice: Message) => job.emit({ type: 'log', level: 'warning', ...notice });
  if (splitSize(version, 'validation') === 0 && recipe.hyperparameters.earlyStopping !== false)
    warn(trainingNotice('noValidation', {}));
  if (splitSize(version, 'test') === 0) warn(trainingNotice('noTest', {}));
}

/**
 * Keeps what the finished model says about the validation split, on which thresholds are chosen, and evaluates the test
 * split, which nothing has looked at so far; from cached features where no phase trained below.
 */
async function evaluateSplits(job: TrainingJob, run: PreparedRun, feedOptions: FeedOptions): Promise<void> {
  const { version, recipe } = run;
  const [validation, test] = [splitSize(version, 'validation'), splitSize(version, 'test')];
  const probabilities = (split: 'validation' | 'test', before: number) =>
    finalProbabilities(run, split, feedOptions, (done) => {
      job.emit({ type: 'work', phase: 'evaluating', done: before + done, total: validation + test });
      job.signal.throwIfAborted();
    });
  if (validation > 0) {
    const path = join(job.runFolder, predictionsFile('validation'));
    const classes = version.classes.length;
    writePredictions(path, await probabilities('validation', 0), { split: 'validation', classes });
  }
  if (test === 0) return;
  const predictions = await probabilities('test', validation);
  const measured = reportOn(version, predictions, recipe.seed);
  // A run that is nothing but its probe has added nothing to it.
  const report = feedOptions.phases.length > 1 ? withProbe(job.runFolder, measured, predictions) : measured;
  saveEvaluation(job.runFolder, report, { split: 'test', predictions });
  job.emit({ type: 'evaluated', file: runFiles.evaluation });
}

async function finalProbabilities(
  { model, version, preparation }: PreparedRun,
  split: 'validation' | 'test',
  feedOptions: FeedOptions,
  onRows: (done: number) => void,
): Promise<SplitProbabilities> {
  const lowest = feedOptions.phases.reduce((a, b) => (b.firstTrained < a.firstTrained ? b : a));
  const features = wantsCache(feedOptions, lowest)
    ? await feedOptions.cache.features(split, lowest.firstTrained, [])
    : undefined;
  const pass = frozenPass(split);
  const source =
    features === undefined
      ? openInputBatches(preparation, version, pass)
      : openCachedBatches(features, version, pass);
  // Constants are folded anew for each length of text, which costs more than it saves.
  const frozen = features === undefined && !kinds[version.kind].hasTokens;
  const step = makeInferenceStep(model, features === undefined ? 0 : lowest.firstTrained, { frozen });
  try {
    return await splitProbabilities(step, source, { classes: model.classes, onRows });
  } finally {
    step.dispose();
    features?.close();
  }
}

function finish(job: TrainingJob, { engine }: PreparedRun, progress: TrainingProgress): void {
  const { epochs, steps, seconds, history, best } = progress;
  const bestEpoch = best?.epoch ?? epochs;
  writeJsonDurably(join(job.runFolder, runFiles.training), {
    epochs,
    bestEpoch,
    steps,
    seconds,
    engine,
    history,
  });
  job.emit({ type: 'finished', epochs, bestEpoch, seconds });
}

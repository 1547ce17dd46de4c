// The training loop: phases of epochs of steps. It knows neither where batches come from nor where checkpoints go.
import { createOptimizer, type Optimizer, type OptimizerState } from '../engine/optimizer/optimizer.ts';
import { readVariable, writeVariable } from '../engine/variables.ts';
import type { Model } from '../models/model.ts';
import { isBetter, watchedValue } from './early-stopping.ts';
import { diverged, type PhaseTools, trainEpoch } from './epoch-training.ts';
import { trainingNotice } from './notices.ts';
import { hasLinearHead, type PlannedPhase } from './phases.ts';
import { linearHead } from './probe/linear-head.ts';
import { makeStepReporter } from './step-reporter.ts';
import { nextPhase, noSums, type TrainingProgress } from './training-progress.ts';
import type { PhaseFeeds, TrainingRun, TrainingState } from './training-run.ts';
import {
  type InferenceStep,
  makeInferenceStep,
  makeTrainingStep,
  trainedParameters,
} from './training-step.ts';
import { type ValidatedNetwork, validationMetrics } from './validation.ts';
import { WeightAverage } from './weight-average.ts';

/** A long epoch is saved about this often. */
const checkpointIntervalMs = 120_000;

/**
 * Trains from `start` to the end of the last phase, or to where the signal stops it: then `phase` is below the number
 * of phases, and the last checkpoint stands there. `run.finish` ends it early instead, as if the last phase were over;
 * a checkpoint says so. At the end the model holds the best parameters, or the last ones without early stopping.
 * Throws training.diverged.
 */
export async function trainPhases(run: TrainingRun, start: TrainingState): Promise<TrainingProgress> {
  let { progress, optimizer } = start;
  while (progress.phase < run.phases.length && !isStopped(run)) {
    const phase = run.phases[progress.phase]!;
    const depth =
      run.phases[0]!.probe && progress.phase > 0
        ? await unlessFinishing(run, run.chooseDepth())
        : Number.POSITIVE_INFINITY;
    if (depth === undefined) break;
    if (progress.phase >= depth) {
      progress = { ...progress, phase: run.phases.length };
      break;
    }
    // A phase begins with the best parameters so far, or with the head that the probe left for it.
    if (progress.phaseSteps === 0 && !run.phases[progress.phase - 1]?.probe) restoreBest(run, progress);
    if (!isPhaseOver(run, phase, progress)) progress = await trainPhase(run, { progress, optimizer });
    if (!isPhaseOver(run, phase, progress)) break;
    progress = nextPhase(progress);
    optimizer = undefined;
  }
  if (run.finish?.aborted && !run.signal.aborted) progress = finishEarly(run, progress);
  if (progress.phase === run.phases.length) restoreBest(run, progress);
  return progress;
}

function isStopped({ signal, finish }: TrainingRun): boolean {
  return signal.aborted || finish?.aborted === true;
}

/** Marks training as over. A run that is cut short in its evaluation goes on with that, and trains no further. */
function finishEarly(run: TrainingRun, progress: TrainingProgress): TrainingProgress {
  if (progress.phase === run.phases.length || progress.steps === 0) return progress;
  const after = { ...progress, phase: run.phases.length, seconds: run.elapsedSeconds() };
  run.saveCheckpoint({ progress: after });
  return after;
}

function restoreBest(run: TrainingRun, { best }: TrainingProgress): void {
  if (best !== null) run.restoreBest(best.folder);
}

function isPhaseOver({ recipe }: TrainingRun, phase: PlannedPhase, progress: TrainingProgress): boolean {
  const { earlyStopping } = recipe.hyperparameters;
  const patience = earlyStopping === false ? Number.POSITIVE_INFINITY : earlyStopping.patience;
  return progress.phaseEpochs >= phase.epochs || progress.staleEpochs >= patience;
}

/** Trains what is left of the present phase, or until stopped. */
async function trainPhase(run: TrainingRun, start: TrainingState): Promise<TrainingProgress> {
  const phase = run.phases[start.progress.phase]!;
  if (phase.probe) return probePhase(run, phase, start.progress);
  const feeds = await openFeeds(run, phase, start.progress.cached);
  if (feeds === undefined) return start.progress;
  const { model } = run;
  const { firstTrained, trainsBatchNorm } = phase;
  const step = makeTrainingStep({ model, boundary: feeds.boundary, firstTrained, trainsBatchNorm });
  const validation = makeInferenceStep(model, feeds.boundary, { frozen: false });
  const optimizer = phaseOptimizer(run, phase);
  const average = phaseAverage(run, phase);
  if (start.optimizer !== undefined) {
    optimizer.restore(start.optimizer);
    average?.restore(start.optimizer.tensors);
  }
  const reporter = makeStepReporter(run.emit);
  const tools = { phase, feeds, step, optimizer, reporter, average, rates: parameterRates(run, phase) };
  try {
    let progress: TrainingProgress = { ...start.progress, cached: feeds.cached };
    while (!isPhaseOver(run, phase, progress) && !isStopped(run))
      progress = await trainAndValidate(run, { ...tools, validation }, progress);
    // What a wish to finish leaves is the average too, where no better epoch is kept.
    if (run.finish?.aborted && !isPhaseOver(run, phase, progress)) average?.swap();
    return progress;
  } finally {
    reporter.flush();
    step.dispose();
    optimizer.dispose();
    validation.dispose();
    feeds.close();
  }
}

/** One epoch of one step, which sets the head where regression puts it. Begins anew where it was interrupted. */
async function probePhase(
  run: TrainingRun,
  phase: PlannedPhase,
  before: TrainingProgress,
): Promise<TrainingProgress> {
  const probed = await unlessFinishing(run, run.fitProbe());
  if (probed === undefined) return before;
  const fitted = { ...before, phaseSteps: 1, steps: before.steps + 1 };
  const after = closeEpoch(run, phase, fitted, probed.metrics);
  run.emit({ type: 'epoch', ...after.history.at(-1)! });
  if (after.best !== null) probed.setStart();
  run.saveCheckpoint({ progress: { ...after, seconds: run.elapsedSeconds() } });
  return after;
}

/** Undefined where the wish to finish came while features were being computed. */
async function openFeeds(
  run: TrainingRun,
  phase: PlannedPhase,
  cached: boolean | null,
): Promise<PhaseFeeds | undefined> {
  return unlessFinishing(run, run.openFeeds(phase, cached));
}

async function unlessFinishing<T>(run: TrainingRun, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (run.finish?.aborted && error === run.finish.reason) return undefined;
    throw error;
  }
}

export function phaseOptimizer(
  { recipe, model }: Pick<TrainingRun, 'recipe' | 'model'>,
  phase: PlannedPhase,
): Optimizer {
  const { optimizer: kind, momentum, beta1, beta2, epsilon, weightDecay } = recipe.hyperparameters;
  const parameters = trainedParameters(model.stages, phase.firstTrained);
  return createOptimizer({ kind, momentum, beta1, beta2, epsilon, weightDecay }, parameters);
}

export function phaseAverage(
  { recipe, model }: Pick<TrainingRun, 'recipe' | 'model'>,
  { firstTrained, trainsBatchNorm }: PlannedPhase,
): WeightAverage | undefined {
  const { emaDecay } = recipe.hyperparameters;
  if (emaDecay === 0) return undefined;
  const averaged = model.stages
    .slice(firstTrained)
    .flatMap(({ parameters }) => parameters)
    .filter(({ kind }) => kind === 'parameter' || trainsBatchNorm);
  return new WeightAverage(averaged, emaDecay);
}

/** Peak rate of each parameter, by name. */
function parameterRates({ model }: TrainingRun, phase: PlannedPhase): Map<string, number> {
  return new Map(
    model.stages.flatMap((stage, index) =>
      stage.parameters.map(({ name }) => [name, phase.rates[index]!] as const),
    ),
  );
}

type EpochTools = PhaseTools & {
  readonly validation: InferenceStep;
  readonly average: WeightAverage | undefined;
};

async function trainAndValidate(
  run: TrainingRun,
  tools: EpochTools,
  before: TrainingProgress,
): Promise<TrainingProgress> {
  let savedMs = performance.now();
  let stopped = false;
  const save = (progress: TrainingProgress) =>
    run.saveCheckpoint({
      progress: { ...progress, seconds: run.elapsedSeconds() },
      optimizer: withAverages(tools.optimizer.state(), tools.average),
    });
  const trained = await trainEpoch(run, tools, {
    progress: before,
    afterUpdate(progress) {
      tools.average?.follow(progress.phaseSteps);
      stopped = isStopped(run);
      if (stopped || performance.now() - savedMs > checkpointIntervalMs) {
        tools.reporter.flush();
        save(progress);
        savedMs = performance.now();
      }
      return stopped;
    },
  });
  if (stopped) return trained;
  tools.reporter.flush();
  tools.average?.swap();
  const { metrics, temperature } = await validated(run, tools, trained);
  const unsoftened = softenHead(run.model, temperature);
  const after = closeEpoch(run, tools.phase, trained, metrics);
  run.emit({ type: 'epoch', ...after.history.at(-1)! });
  if (temperature > 1 && after.best?.epoch === after.epochs)
    run.emit({
      type: 'log',
      level: 'info',
      ...trainingNotice('headSoftened', { epoch: after.epochs, temperature }),
    });
  // A phase that is over leaves what was validated.
  if (!isPhaseOver(run, tools.phase, after)) {
    unsoftened();
    tools.average?.swap();
  }
  save(after);
  return after;
}

/** Divides the logits by the temperature; what it gives takes that back. */
function softenHead(model: Model, temperature: number): () => void {
  if (temperature === 1) return () => undefined;
  const { weight, bias } = linearHead(model);
  const before = [weight, bias].map(({ variable }) => ({ variable, values: readVariable(variable) }));
  for (const { variable, values } of before)
    writeVariable(
      variable,
      values.map((value) => value / temperature),
    );
  return () => {
    for (const { variable, values } of before) writeVariable(variable, values);
  };
}

/** What a checkpoint keeps of both. */
export function withAverages(state: OptimizerState, average: WeightAverage | undefined): OptimizerState {
  return average === undefined
    ? state
    : { ...state, tensors: new Map([...state.tensors, ...average.tensors()]) };
}

async function validated(
  run: TrainingRun,
  tools: EpochTools,
  { sums, ...progress }: TrainingProgress,
): Promise<ValidatedNetwork> {
  const metrics = { loss: sums.loss / sums.weight, accuracy: sums.correct / sums.rows };
  const source = tools.feeds.openValidation();
  if (source === undefined) return { metrics, temperature: 1 };
  const validation = await validationMetrics(tools.validation, source, {
    classes: run.model.classes,
    softens: run.recipe.adaptation.temperatureScaling && hasLinearHead(run.model.stages),
  });
  if (validation === undefined) throw diverged({ ...progress, sums }, tools, 'a validation output');
  return { ...validation, metrics: { ...metrics, ...validation.metrics } };
}

/** Counts the epoch, records it, and keeps its parameters where it is the best so far. */
function closeEpoch(
  run: TrainingRun,
  phase: PlannedPhase,
  progress: TrainingProgress,
  metrics: Readonly<Record<string, number>>,
): TrainingProgress {
  const epoch = progress.epochs + 1;
  const after: TrainingProgress = {
    ...progress,
    epochs: epoch,
    phaseEpochs: progress.phaseEpochs + 1,
    batches: 0,
    sums: noSums,
    history: [...progress.history, { epoch, step: progress.steps, phase: phase.name, metrics }],
  };
  const { earlyStopping } = run.recipe.hyperparameters;
  if (earlyStopping === false) return after;
  const value = watchedValue(earlyStopping, metrics);
  if (value === undefined) return after;
  const { best } = progress;
  if (best !== null && !isBetter(earlyStopping, value, best.value))
    return { ...after, staleEpochs: progress.staleEpochs + 1 };
  return { ...after, staleEpochs: 0, best: { epoch, value, folder: run.saveBest(after) } };
}

// The checkpoints of one run: which parameters they hold, and what must be the same when they are taken up.
import { join, relative } from 'node:path';
import { readVariable, writeVariable } from '../engine/variables.ts';
import { plainMessage } from '../errors.ts';
import type { Model, Parameter } from '../models/model.ts';
import {
  readBest,
  readLastCheckpoint,
  type TensorValues,
  writeBest,
  writeCheckpoint,
} from './checkpoints.ts';
import { contentHash } from './durable-files.ts';
import { trainingError } from './errors.ts';
import type { PlannedPhase } from './phases.ts';
import type { Recipe } from './recipe.ts';
import { runFiles } from './run-files.ts';
import type { TrainingEvent } from './training-events.ts';
import type { TrainingProgress } from './training-progress.ts';
import type { TrainingRun, TrainingState } from './training-run.ts';

/** What a run is: a checkpoint of something else is refused. */
export interface RunIdentity {
  readonly recipeHash: string;
  readonly datasetHash: string;
  /** Of the parameters before the first step. */
  readonly modelHash: string;
}

interface CheckpointState {
  readonly identity: RunIdentity;
  readonly progress: TrainingProgress;
  /** Number of updates of the optimizer whose moments the checkpoint holds. */
  readonly updates: number;
}

export interface RunCheckpointOptions {
  readonly runFolder: string;
  readonly identity: RunIdentity;
  readonly model: Model;
  readonly phases: readonly PlannedPhase[];
  /** Sets all parameters to those before the first step. */
  readonly resetModel: () => void;
  readonly emit: (event: TrainingEvent) => void;
}

export type RunCheckpoints = Pick<TrainingRun, 'saveCheckpoint' | 'saveBest' | 'restoreBest'> & {
  /**
   * Takes up the newest usable checkpoint and says in the log which ones were not; undefined where there is none.
   * Throws training.otherRecipe, otherData, otherWeights.
   */
  resume(): TrainingState | undefined;
};

/** What decides a run's result; its name and how fast it is computed do not. */
export function recipeHash({
  name,
  experiment,
  engine,
  adaptation,
  hyperparameters,
  ...recipe
}: Recipe): string {
  const { probe, probeOnValidation, chooseDepth, temperatureScaling, ...others } = adaptation;
  const { emaDecay, ...steps } = hyperparameters;
  // Left out where they do nothing: runs of an earlier Finesse, which has no such fields, stay resumable.
  const fitted = probe ? { probe, probeOnValidation } : {};
  const chosen = { ...(chooseDepth && { chooseDepth }), ...(temperatureScaling && { temperatureScaling }) };
  return contentHash({
    ...recipe,
    adaptation: { ...others, ...fitted, ...chosen },
    hyperparameters: emaDecay === 0 ? steps : hyperparameters,
    backend: engine.backend,
    provider: engine.provider,
  });
}

export function openRunCheckpoints(options: RunCheckpointOptions): RunCheckpoints {
  const { identity, model, phases, emit } = options;
  const folder = join(options.runFolder, runFiles.checkpoints);
  const parametersOf = (progress: TrainingProgress) => touchedParameters(model, phases, progress.phase);
  let reached = 0;
  return {
    saveCheckpoint({ progress, optimizer }) {
      reached = progress.phase;
      const state: CheckpointState = { identity, progress, updates: optimizer?.updates ?? 0 };
      const parameters = readParameters(parametersOf(progress));
      const file = writeCheckpoint(
        folder,
        { state, parameters, optimizer: optimizer?.tensors ?? new Map() },
        progress.best?.folder ?? null,
      );
      const best = progress.batches === 0 && progress.best?.epoch === progress.epochs;
      emit({
        type: 'checkpoint',
        step: progress.steps,
        epoch: progress.epochs,
        file: relative(options.runFolder, file),
        best,
      });
    },
    saveBest: (progress) => writeBest(folder, readParameters(parametersOf(progress))),
    restoreBest(name) {
      const values = readBest(folder, name);
      const touched = touchedParameters(model, phases, reached);
      // Stages unfrozen after the best epoch go back to where they were then: the beginning.
      if (touched.some((parameter) => !values.has(parameter.name))) options.resetModel();
      writeParameters(model, values);
    },
    resume() {
      const found = readLastCheckpoint<CheckpointState>(folder);
      for (const error of found.passedOver) emit({ type: 'log', level: 'warning', ...plainMessage(error) });
      if (found.checkpoint === undefined) return undefined;
      checkIdentity(options.runFolder, found.checkpoint.state.identity, identity);
      const { progress, updates } = found.checkpoint.state;
      writeParameters(model, found.checkpoint.parameters);
      reached = progress.phase;
      return { progress, optimizer: { updates, tensors: found.checkpoint.optimizer } };
    },
  };
}

function checkIdentity(folder: string, made: RunIdentity, now: RunIdentity): void {
  if (made.recipeHash !== now.recipeHash) throw trainingError('otherRecipe', { folder });
  if (made.datasetHash !== now.datasetHash)
    throw trainingError('otherData', { folder, expected: made.datasetHash, found: now.datasetHash });
  if (made.modelHash !== now.modelHash) throw trainingError('otherWeights', { folder });
}

/** Parameters and buffers of every stage that some phase up to `last` has trained. */
function touchedParameters(model: Model, phases: readonly PlannedPhase[], last: number): Parameter[] {
  const lowest = Math.min(...phases.slice(0, last + 1).map(({ firstTrained }) => firstTrained));
  return model.stages.slice(lowest).flatMap((stage) => stage.parameters);
}

function readParameters(parameters: readonly Parameter[]): TensorValues {
  return new Map(parameters.map(({ name, variable }) => [name, readVariable(variable)]));
}

function writeParameters(model: Model, values: TensorValues): void {
  for (const { name, variable } of model.stages.flatMap((stage) => stage.parameters)) {
    const found = values.get(name);
    if (found !== undefined) writeVariable(variable, found);
  }
}
